package org.rapport.server.inbound;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.store.Sql;
import org.rapport.terminology.Channel;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of parts. In the caller's transaction, under the lock of the sender's address. */
@Component
public class TextParts {
  private static final String COLUMNS =
      "select text_id, sender, parts, part, body, body_hash, opened_at from rapport.text_part ";

  private final JdbcClient jdbc;

  TextParts(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A text of which parts have come.
   *
   * @param opened when the first came
   * @param hashes of all that came, by number
   * @param bodies of those that have not been taken
   */
  record Text(
      String id,
      Route from,
      int of,
      Instant opened,
      Map<Integer, String> hashes,
      SortedMap<Integer, String> bodies) {

    boolean open() {
      return !bodies.isEmpty();
    }

    boolean complete() {
      return bodies.size() == of;
    }

    boolean has(int number) {
      return hashes.containsKey(number);
    }

    boolean repeats(TextPart part) {
      return part.hash().equals(hashes.get(part.number()));
    }

    boolean over(Duration after, Instant now) {
      return !now.isBefore(opened.plus(after));
    }
  }

  /** The texts that a part can be of, those before first. */
  List<Text> of(TextPart part) {
    return texts(
        jdbc.sql(
                COLUMNS
                    + """
                    where sender = ? and receiver = ? and reference = ? and parts = ?
                    order by opened_at, text_id, part""")
            .params(part.from().key().address(), part.to(), part.reference(), part.of()));
  }

  /** One text; none if it has gone. */
  Optional<Text> byId(String id) {
    return texts(jdbc.sql(COLUMNS + "where text_id = ? order by part").param(id)).stream()
        .findFirst();
  }

  private static List<Text> texts(JdbcClient.StatementSpec query) {
    Map<String, Text> texts = new LinkedHashMap<>();
    query.query(
        row -> {
          Text text = texts.get(row.getString("text_id"));
          if (text == null) {
            text =
                new Text(
                    row.getString("text_id"),
                    new Route(Channel.SMS, row.getString("sender")),
                    row.getInt("parts"),
                    Sql.instant(row, "opened_at"),
                    new TreeMap<>(),
                    new TreeMap<>());
            texts.put(text.id(), text);
          }
          text.hashes().put(row.getInt("part"), row.getString("body_hash"));
          if (row.getString("body") != null) {
            text.bodies().put(row.getInt("part"), row.getString("body"));
          }
        });
    return new ArrayList<>(texts.values());
  }

  /** Keeps a part. */
  void add(String text, Instant opened, TextPart part) {
    jdbc.sql(
            """
            insert into rapport.text_part
              (text_id, sender, receiver, reference, parts, part, body, body_hash, opened_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)""")
        .params(
            text,
            part.from().key().address(),
            part.to(),
            part.reference(),
            part.of(),
            part.number(),
            part.body(),
            part.hash(),
            Sql.at(opened))
        .update();
  }

  /** Removes the words, which are a text now. */
  void taken(String text) {
    jdbc.sql("update rapport.text_part set body = null where text_id = ?").param(text).update();
  }

  /** Removes a text. */
  void forget(String text) {
    jdbc.sql("delete from rapport.text_part where text_id = ?").param(text).update();
  }

  /**
   * Removes parts from these addresses that are not a text yet. What is being taken at this moment
   * is one already.
   */
  public void forget(Collection<Route> addresses) {
    jdbc.sql(
            """
            delete from rapport.text_part where (text_id, part) in (
              select text_id, part from rapport.text_part where sender = any(?)
              for update skip locked)""")
        .param(addresses.stream().map(route -> route.key().address()).toArray(String[]::new))
        .update();
  }

  /** Removes parts of texts that began before an instant; answers how many. */
  public int expire(Instant before) {
    return jdbc.sql("delete from rapport.text_part where opened_at < ?")
        .param(Sql.at(before))
        .update();
  }
}
