"""Random rules that mean the same to every implementation of JSONLogic, and contexts for them.

Each function makes an expression of one type, so that nothing depends on how an implementation turns types into each
other; `test_logic_reference.py` lists where they differ in that.
"""

import string

WORDS = ("a", "pro", "free", "user-7", "é", "x y", "12", "1.5", "Ring")
PATHS = {
    "number": ("age", "score", "deep.count", "list.0", "people.1.age"),
    "text": ("plan", "deep.name", "targetingKey", "$flagd.flagKey", "people.0.name"),
    "list": ("list", "words", "deep.empty"),
}


def context(random):
    return {
        "targetingKey": random.choice(WORDS),
        "plan": random.choice(WORDS),
        "age": random.randint(0, 90),
        "score": random.randint(-40, 40) / 4,
        "flag": random.random() < 0.5,
        "nothing": None,
        "list": [random.randint(-5, 5) for _ in range(random.randint(1, 5))],
        "words": random.sample(WORDS, random.randint(0, 4)),
        "people": [{"name": random.choice(WORDS), "age": random.randint(1, 90)} for _ in range(2)],
        "deep": {"count": random.randint(0, 9), "name": random.choice(WORDS), "empty": []},
    }


class Rules:
    def __init__(self, random):
        self.random = random

    def any(self, depth):
        return self.random.choice((self.number, self.text, self.truth, self.list, self.missing, self.chosen))(depth)

    def variable(self, kind):
        return {"var": self.random.choice(PATHS[kind])}

    def several(self, make, depth, at_least=1):
        return [make(depth - 1) for _ in range(self.random.randint(at_least, 4))]

    def chosen(self, depth):
        make = self.random.choice((self.number, self.text, self.list))
        return {"if": [self.truth(depth - 1), make(depth - 1), self.truth(depth - 1), make(depth - 1), make(depth - 1)]}

    def number(self, depth):
        if depth <= 0:
            return self.random.choice((self.random.randint(-20, 20), self.random.randint(-20, 20) / 2))
        make = self.random.choice(
            (
                lambda: self.variable("number"),
                lambda: {"var": ["nobody", self.number(depth - 1)]},
                lambda: {"+": self.several(self.number, depth, 2)},
                lambda: {"*": self.several(self.number, depth, 2)},
                lambda: {"-": [self.number(depth - 1), self.number(depth - 1)]},
                lambda: {"-": [self.number(depth - 1)]},
                lambda: {"/": [self.number(depth - 1), self.random.choice((2, -4, 0.5, 3))]},
                lambda: {"%": [{"var": "age"}, self.random.randint(1, 9)]},
                lambda: {"-": [self.random.choice(("12", "1.5", " 7 ")), self.number(depth - 1)]},
                lambda: {self.random.choice(("min", "max")): self.several(self.number, depth)},
                lambda: {"reduce": [{"var": "list"}, {"+": [{"var": "current"}, {"var": "accumulator"}]}, 3]},
                lambda: {"var": "words.length"},
            )
        )
        return make()

    def text(self, depth):
        if depth <= 0:
            return self.random.choice(WORDS)
        make = self.random.choice(
            (
                lambda: self.variable("text"),
                lambda: {"var": ["nobody.name", self.text(depth - 1)]},
                lambda: {"cat": [self.text(depth - 1), self.random.randint(-99, 99), self.text(depth - 1)]},
                lambda: {"cat": [self.text(depth - 1), {"var": "score"}, [1, ["x", 2.5]]]},
                lambda: {"substr": [self.text(depth - 1), self.random.randint(-4, 4)]},
                lambda: {"substr": [self.text(depth - 1), self.random.randint(-4, 4), self.random.randint(-3, 4)]},
                lambda: {"if": [self.truth(depth - 1), self.text(depth - 1), self.text(depth - 1)]},
            )
        )
        return make()

    def truth(self, depth):
        if depth <= 0:
            return self.random.choice((True, False, {"var": "flag"}))
        order = self.random.choice(("<", "<=", ">", ">="))
        same = self.random.choice(("==", "!=", "===", "!=="))
        make = self.random.choice(
            (
                lambda: {order: [self.number(depth - 1), self.number(depth - 1)]},
                lambda: {order: [self.text(depth - 1), self.text(depth - 1)]},
                lambda: {order[:1]: [self.number(depth - 1), self.random.choice(("12", "1.5", "7"))]},
                lambda: {"<": [self.number(depth - 1), self.number(depth - 1), self.number(depth - 1)]},
                lambda: {"<=": [self.number(depth - 1), self.number(depth - 1), self.number(depth - 1)]},
                lambda: {same: [self.number(depth - 1), self.number(depth - 1)]},
                lambda: {same: [self.text(depth - 1), self.text(depth - 1)]},
                lambda: {same[:2]: [self.number(depth - 1), self.random.choice(WORDS)]},
                lambda: {same: [self.random.choice((self.text, self.list))(depth - 1), {"var": "nothing"}]},
                lambda: {"in": [self.text(depth - 1), {"cat": [self.text(depth - 1), "."]}]},
                lambda: {"in": [self.text(depth - 1), {"var": "words"}]},
                lambda: {"in": [self.number(depth - 1), {"var": "list"}]},
                lambda: {"in": [self.variable("text"), self.random.sample(WORDS, 3) + [1, 2.5, None]]},
                lambda: {"in": [self.variable("text"), [*WORDS, *string.ascii_letters]]},
                lambda: {"and": self.several(self.truth, depth)},
                lambda: {"or": self.several(self.truth, depth)},
                lambda: {"!": [self.any(depth - 1)]},
                lambda: {"!!": [self.any(depth - 1)]},
                lambda: {self.quantifier(): [self.list(depth - 1), {"==": [{"var": ""}, self.number(0)]}]},
                lambda: {self.quantifier(): [{"var": "people"}, {order: [{"var": "age"}, self.number(0)]}]},
            )
        )
        return make()

    def quantifier(self):
        return self.random.choice(("all", "some", "none"))

    def list(self, depth):
        if depth <= 0:
            return self.random.choice((self.variable("list"), [1, 2, "pro"], [], [[1], "x", None]))
        make = self.random.choice(
            (
                lambda: self.variable("list"),
                lambda: [self.number(depth - 1), self.text(depth - 1), self.truth(depth - 1)],
                lambda: {"merge": self.several(self.any, depth, 0)},
                lambda: {"map": [{"var": "list"}, {"*": [{"var": ""}, self.number(0)]}]},
                lambda: {"map": [{"var": "people"}, {"cat": [{"var": "name"}, self.text(0)]}]},
                lambda: {"filter": [{"var": "people"}, {"<": [{"var": "age"}, self.number(0)]}]},
                lambda: {"filter": [{"var": "words"}, {"in": [{"var": ""}, self.random.sample(WORDS, 4)]}]},
                lambda: {"map": [self.text(depth - 1), 1]},
            )
        )
        return make()

    def missing(self, depth):
        names = self.random.sample(("plan", "nothing", "nobody", "deep.name", "deep.nobody", "words.9"), 3)
        return self.random.choice(
            ({"missing": names}, {"missing": [names]}, {"missing_some": [self.random.randint(0, 3), names]})
        )
