package org.rapport.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Each table is written by one package, which its comment in the migrations names: the code does
 * so, and the documentation says so. What is read may be read by anybody.
 */
class TableOwnersTest {
  private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
  private static final Pattern CREATED = Pattern.compile("(?m)^create table ([\\w.]+)");
  private static final Pattern COMMENT =
      Pattern.compile("comment on table ([\\w.]+) is\\s+'((?:[^']|'')*) Owner: ([a-z.]+)\\.';");
  private static final Pattern WRITE =
      Pattern.compile(
          "(?i)\\b(?:insert\\s+into|update|delete\\s+from|merge\\s+into|truncate)\\s+"
              + "(?:table\\s+|only\\s+)*((?:rapport|public)\\.\\w*|\\w+)");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([\\w.]+)` \\| `([a-z.]+)` \\| ([^|]+) \\|$");

  /** Meaning and owner of each table, in the order in which they are made. */
  private static final Map<String, Owned> TABLES = new LinkedHashMap<>();

  private static final SortedSet<String> CREATED_TABLES = new TreeSet<>();

  private static final Pattern PERSON =
      Pattern.compile("(?sm)^create table ([\\w.]+) \\([^;]*?\\n  patient(?:_id)?\\s");

  private static final SortedSet<String> OF_PEOPLE = new TreeSet<>();

  /**
   * Members of a segment go when it is evaluated again, with their entries; of a campaign it stays
   * what became of its recipients, by an id that leads to nobody any more.
   */
  private static final Set<String> LEFT =
      Set.of("segment_member", "segment_entry", "campaign_member");

  /** Written by the SQL of the library that its owner uses, and by none of ours. */
  private static final Set<String> LIBRARYS = Set.of("public.user_credentials");

  private record Owned(String owner, String meaning) {}

  @BeforeAll
  static void read() throws IOException {
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      // By their numbers: V10 comes after V9.
      files
          .sorted(
              (a, b) -> {
                int shorter = Integer.compare(number(a), number(b));
                return shorter == 0 ? a.compareTo(b) : shorter;
              })
          .map(PackageTable::text)
          .forEach(TableOwnersTest::read);
    }
  }

  private static int number(Path migration) {
    return Integer.parseInt(migration.getFileName().toString().replaceAll("V(\\d+)__.*", "$1"));
  }

  private static void read(String sql) {
    CREATED.matcher(sql).results().forEach(found -> CREATED_TABLES.add(name(found.group(1))));
    PERSON
        .matcher(sql.replaceAll("--.*", ""))
        .results()
        .forEach(found -> OF_PEOPLE.add(name(found.group(1))));
    Matcher comment = COMMENT.matcher(sql);
    while (comment.find()) {
      TABLES.put(
          name(comment.group(1)), new Owned(comment.group(3), comment.group(2).replace("''", "'")));
      if (comment.group(2).startsWith("Projection of ") || LEFT.contains(name(comment.group(1)))) {
        OF_PEOPLE.remove(name(comment.group(1)));
      }
    }
  }

  private static String name(String table) {
    return table.replaceFirst("^rapport\\.", "");
  }

  @Test
  void eachTableHasAMeaningAndAnOwner() {
    assertThat(TABLES.keySet()).containsExactlyInAnyOrderElementsOf(CREATED_TABLES);
    assertThat(PackageTable.allowed().keySet())
        .containsAll(TABLES.values().stream().map(Owned::owner).toList());
  }

  @Test
  void eachTableIsWrittenByItsOwnerAlone() {
    Map<String, SortedSet<String>> writers = new TreeMap<>();
    for (Path source : PackageTable.sources(".java")) {
      Matcher write = WRITE.matcher(PackageTable.text(source));
      while (write.find()) {
        String table = name(write.group(1));
        if (write.group(1).startsWith("rapport.") || TABLES.containsKey(table)) {
          writers
              .computeIfAbsent(table, none -> new TreeSet<>())
              .add(PackageTable.packageOf(source));
        }
      }
    }
    // The one that empties whatever the projectors name, each of which names its package's own.
    assertThat(writers.remove("")).containsExactly("projection");

    Map<String, SortedSet<String>> owners = new TreeMap<>();
    TABLES.forEach((table, owned) -> owners.put(table, new TreeSet<>(List.of(owned.owner()))));
    owners.keySet().removeAll(LIBRARYS);
    assertThat(writers).isEqualTo(owners);
  }

  /** Whose table of people is not a projection's removes its rows when somebody is erased. */
  @Test
  void eachTableOfPeopleIsReachedByAnErasure() {
    SortedSet<String> reached = new TreeSet<>();
    for (Path source : PackageTable.sources(".java")) {
      String text = PackageTable.text(source);
      if (text.contains("implements PersonalRows")) {
        WRITE.matcher(text).results().forEach(write -> reached.add(name(write.group(1))));
      }
    }
    assertThat(reached).containsAll(OF_PEOPLE).doesNotContainAnyElementsOf(LEFT);
  }

  /** The rows can be copied from here when they differ. */
  @Test
  void theDocumentationListsThem() {
    StringBuilder documented = new StringBuilder();
    ROW.matcher(PackageTable.text(Path.of("../docs/architecture.md")))
        .results()
        .forEach(row -> documented.append(row.group()).append('\n'));
    StringBuilder known = new StringBuilder();
    TABLES.forEach(
        (table, owned) ->
            known
                .append("| `%s` | `%s` | %s |".formatted(table, owned.owner(), owned.meaning()))
                .append('\n'));

    assertThat(documented).hasToString(known.toString());
  }
}
