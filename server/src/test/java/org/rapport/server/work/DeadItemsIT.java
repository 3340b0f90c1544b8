package org.rapport.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.rapport.server.OwnServer;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is dead comes back when a person says so, once. */
class DeadItemsIT extends OwnServer {
  @Autowired private WorkItems items;
  @Autowired private JdbcClient jdbc;

  private long item(String focus, String state) {
    return jdbc.sql(
            """
            insert into rapport.work_item (kind, patient, focus, due_at, state, attempts)
            values ('message', 'p', ?, now(), ?, 8) returning id""")
        .params(focus, state)
        .query(Long.class)
        .single();
  }

  private String state(long id) {
    return jdbc.sql("select state || ' ' || attempts from rapport.work_item where id = ?")
        .param(id)
        .query(String.class)
        .optional()
        .orElse("gone");
  }

  @Test
  void aDeadItemIsReadyAgainWithAllItsTries_andOnlyADeadOne() {
    long dead = item("dead-once", "dead");

    assertThat(items.revive(dead)).isTrue();
    assertThat(state(dead)).isEqualTo("ready 0");
    assertThat(items.revive(dead)).isFalse();
    assertThat(items.revive(0)).isFalse();
  }

  @Test
  void whatWaitsAgainByItselfIsNotDoubled() {
    long dead = item("dead-twice", "dead");
    long again = item("dead-twice", "ready");

    assertThat(items.revive(dead)).isTrue();

    assertThat(state(dead)).isEqualTo("gone");
    assertThat(state(again)).isEqualTo("ready 8");
  }
}
