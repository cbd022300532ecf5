"""Reports: the verdict on a study as data, as text, as pictures and as one offline page.

`verdict.verdict(study)` is the data; `text.show`, `page.render` and the functions of `pictures` show it. Nothing is
imported here: pictures bring matplotlib with them and wait until somebody draws.
"""
