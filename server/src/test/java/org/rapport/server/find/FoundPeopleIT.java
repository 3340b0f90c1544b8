package org.rapport.server.find;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rapport.server.OwnServer;
import org.rapport.server.security.scope.CallersReach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Among a hundred thousand people each clue is looked up by an index. */
class FoundPeopleIT extends OwnServer {
  private static final LocalDate TODAY = LocalDate.of(2027, 3, 1);

  @Autowired private FoundPeople people;
  @Autowired private CallersReach reach;
  @Autowired private JdbcClient jdbc;

  private List<String> find(String text) {
    return people.find(Sought.of(text, TODAY), reach.current(), 10);
  }

  private String plan(String sql) {
    return String.join("\n", jdbc.sql("explain " + sql).query(String.class).list());
  }

  @Test
  void amongManyTheFewAreFound() {
    jdbc.sql(
            """
            insert into rapport.patient_identity (id, version, active, names)
            select 'crowd-' || n, 1, true,
              jsonb_build_array(jsonb_build_object('family', 'family' || n % 5000, 'given', 'given' || n))
            from generate_series(1, 100000) n""")
        .update();
    jdbc.sql(
            """
            insert into rapport.patient_term (id, kind, term)
            select 'crowd-' || n, k.kind, k.term
            from generate_series(1, 100000) n, lateral (values ('name', 'family' || n % 5000),
              ('name', 'given' || n), ('identifier', 'mrn' || n),
              ('born', (date '1930-01-01' + n % 30000)::text)) as k(kind, term)""")
        .update();
    jdbc.sql(
            "insert into rapport.patient_address (id, tail) select 'crowd-' || n, (5000000 + n)::text"
                + " from generate_series(1, 100000) n")
        .update();
    jdbc.sql("analyze rapport.patient_term").update();
    jdbc.sql("analyze rapport.patient_identity").update();

    assertThat(find("family42 given5042")).first().isEqualTo("crowd-5042");
    assertThat(find("mrn777 family777")).containsExactly("crowd-777");
    assertThat(find("416 505 0042")).containsExactly("crowd-50042");
    assertThat(find("family42")).hasSize(10);
    assertThat(find("given99999 1949-03-13")).isEmpty();
    assertThat(
            plan(
                "select id from rapport.patient_term where kind = 'name' and term ~>=~ 'family42'"
                    + " and term ~<~ ('family42' || chr(1114111))"))
        .contains("patient_term_begins")
        .doesNotContain("Seq Scan");
    for (String table : List.of("patient_identity", "patient_term", "patient_address")) {
      jdbc.sql("delete from rapport." + table + " where id like 'crowd-%'").update();
    }
  }
}
