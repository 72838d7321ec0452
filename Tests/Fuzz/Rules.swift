import FlagModel
import SnapshotWriting

/// Rules to begin with: every operator at least once.
enum Rules {
    static let texts = [
        #"{"if":[{"in":[{"var":"plan"},["pro","free","trial"]]},"on",{"fractional":[["on",5],["off",95]]}]}"#,
        #"{"fractional":[{"cat":[{"var":"$flagd.flagKey"},"/",{"var":"targetingKey"}]},["on",{"if":[true,1,0]}],[{"var":"plan"}]]}"#,
        #"{"fractional":[{"var":"input"},["on",1],["off",-1],[null,2147483647]]}"#,
        #"{"?:":[{"sem_ver":[{"var":"version"},">=","1.2.3-rc.1+b"]},{"sem_ver":["v1","~","1.1"]},null]}"#,
        #"{"and":[{"starts_with":[{"var":"plan"},"p"]},{"!":{"ends_with":[{"var":"plan"},"x"]}},{"!!":[[]]}]}"#,
        #"{"or":[{"==":[1,"1"]},{"===":[null,{"var":"no"}]},{"!=":[{"var":"a.b.c"},0]},{"!==":["",[]]}]}"#,
        #"{"if":[{"<":[1,{"var":["count",7]},50]},{"max":[1,2.5,"3"]},{"<=":["a","b"]},{"min":[1]},{">":[2,1]},{">=":[1,"x"]}]}"#,
        #"{"+":[{"-":[5]},{"*":["2",3]},{"/":[1,0]},{"%":[-7,3]}]}"#,
        #"{"reduce":[{"map":[{"filter":[{"var":"person.tags"},{"!=":[{"var":""},null]}]},{"var":"b.0"}]},{"+":[{"var":"current"},{"var":"accumulator"}]},0]}"#,
        #"{"if":[{"all":[[1,2],{">":[{"var":""},0]}]},"a",{"some":[[],true]},"b",{"none":[{"var":"person"},true]},"c"]}"#,
        #"{"merge":[[1,[2]],{"missing":["plan","no"]},{"missing_some":[1,["plan","no"]]},{"log":"x"}]}"#,
        #"{"substr":[{"cat":["Köln",1e21,-0,0.1,[1,[2]],{"a":1}]},-3,2]}"#,
        #"{"a":1,"b":{"var":"x"}}"#, #"[{"var":"plan"},{"var":0},{"var":"person.tags.2.b"}]"#, #"{"$ref":"none"}"#,
        "{}",
        #""on""#, "null", "-0.0", "1e-7", "12345678901234567890",
    ]

    static var samples: [LogicExpression] {
        texts.compactMap { text in (try? JSONValue.parse(Array(text.utf8))).flatMap { try? LogicExpression($0) } }
    }
}
