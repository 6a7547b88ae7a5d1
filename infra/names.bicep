// Names that Azure accepts, from whatever a person typed: the part a person can recognise. Pure functions.

@export()
@description('The letters, digits and hyphens of a text, in lower case.')
func plain(text string) string =>
  join(
    filter(
      map(range(0, length(text)), index => toLower(substring(text, index, 1))),
      letter => contains('abcdefghijklmnopqrstuvwxyz0123456789-', letter)
    ),
    ''
  )

@export()
@description('Words joined by single hyphens, none at either end.')
func tidy(text string) string => join(filter(split(text, '-'), word => !empty(word)), '-')
