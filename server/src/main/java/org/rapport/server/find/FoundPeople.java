package org.rapport.server.find;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.rapport.server.find.Sought.Clue;
import org.rapport.server.security.scope.CallersReach.Reach;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Looks for people by clues: one statement, each clue by an index. */
@Component
class FoundPeople {
  // What begins like this, whatever comes after it, in the order of text_pattern_ops.
  private static final String BEGINS =
      "select id from rapport.patient_term where kind = '%1$s' and term ~>=~ :%2$s"
          + " and term ~<~ (:%2$s || chr(1114111))";

  private final JdbcClient jdbc;

  FoundPeople(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Ids of at most so many, those first whose names are exactly the words, then by name. Who was
   * merged into somebody else is not found.
   */
  List<String> find(Sought sought, Reach reach, int most) {
    Map<String, Object> values = new LinkedHashMap<>();
    List<String> each = new ArrayList<>();
    for (Clue clue : sought.clues()) {
      each.add("(" + sql(clue, "c" + each.size(), values) + ")");
    }
    values.put(
        "words",
        Sql.array(
            sought.clues().stream()
                .filter(Clue.Word.class::isInstance)
                .map(clue -> ((Clue.Word) clue).word())
                .toList()));
    values.put("most", most);
    String sql =
        """
        with found as (%s)
        select f.id from found f
        join rapport.patient_identity i on i.id = f.id and i.replaced_by is null
        where %s
        order by (select count(*) from rapport.patient_term t
            where t.id = f.id and t.kind = 'name' and t.term = any(:words)) desc,
          i.active desc, i.names -> 0 ->> 'family', i.names -> 0 ->> 'given', f.id
        limit :most"""
            .formatted(
                each.stream().collect(Collectors.joining(" intersect ")), reach.patient("f.id"));
    return reach.in(jdbc.sql(sql).params(values)).query(String.class).list();
  }

  private static String sql(Clue clue, String name, Map<String, Object> values) {
    if (clue instanceof Clue.Word word) {
      values.put(name, word.word());
      return BEGINS.formatted("name", name) + " union " + BEGINS.formatted("identifier", name);
    }
    if (clue instanceof Clue.Mailbox mailbox) {
      values.put(name, mailbox.mailbox());
      return "select id from rapport.patient_address where tail = :" + name;
    }
    if (clue instanceof Clue.Born born) {
      values.put(name, Sql.array(born.days()));
      return born(name);
    }
    Clue.Number number = (Clue.Number) clue;
    values.put(name, number.digits());
    values.put(name + "tail", number.tail());
    values.put(name + "born", Sql.array(number.born()));
    return BEGINS.formatted("identifier", name)
        + " union select id from rapport.patient_address where tail = :"
        + name
        + "tail union "
        + born(name + "born");
  }

  private static String born(String name) {
    return "select id from rapport.patient_term where kind = 'born' and term = any(:" + name + ")";
  }
}
