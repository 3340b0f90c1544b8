package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rapport.server.it.ConsolePages.page;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.MeasureReport;
import org.hl7.fhir.r4.model.Task;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.rapport.profiles.Extensions;

/** {@code --demo} as somebody sees it who runs it for the first time. */
@Execution(ExecutionMode.CONCURRENT)
class DemoIT {
  private static final String RULE = "-".repeat(100);

  @Test
  void saysWhatItDoes_andGivesAReasonForEverySilence_andOpensAnApp() throws Exception {
    Map<String, String> settings =
        PseudoWords.spoken(RapportProcess.settings(RapportProcess.folder("demo")));
    settings.put("RAPPORT_CLOCK", "2027-03-01T18:00:00Z");
    try (RapportProcess demo =
        RapportProcess.launch(RapportProcess.serverJar(), settings, "--demo")) {
      await().atMost(Duration.ofMinutes(9)).until(() -> demo.log().contains("(Ctrl+C)\n\n" + RULE));

      String log = demo.log();
      String shown = log.substring(log.indexOf(RULE), log.lastIndexOf(RULE));
      List<String> logged =
          log.replace(shown, "").lines().filter(line -> line.contains(" --- ")).toList();
      assertThat(shown).doesNotContain(" INFO ", " WARN ");
      assertThat(logged).allMatch(line -> line.matches(".* (o\\.r|org\\.rapport)\\S* +: .*"));
      assertThat(log)
          .contains("Creating a database in", "Starting the routes", "Loading the demo clinic")
          .contains("Address    ", "HL7 v2     127.0.0.1:", "Data       embedded PostgreSQL in")
          .contains("Clinic     Harbour Clinic, America/Toronto", "Channels   texts by the sandbox")
          .containsPattern("CommunicationRequest/[0-9a-f-]+ by sms: sent, attempt [0-9a-f-]+");
      assertThat(shown)
          .containsPattern("Henri Bouchard .* nothing planned: the patient has died")
          .containsPattern("Margaret Walker .* nothing planned: the patient's record is inactive")
          .containsPattern("Grace Kim .* change-notice .* sent")
          .containsPattern("Grace Kim +en +\\S+ \\d+ \\S+ 12:30 Vancouver")
          .containsPattern("Chloé Gagnon .* confirmation .* not sent: opted-out")
          .containsPattern("Chloé Gagnon .* reminder .* as things stand not sent: opted-out");
      assertThat(shown.lines().filter(line -> line.startsWith("Chloé Gagnon")))
          .noneMatch(line -> line.endsWith(" planned"));

      assertThat(log).contains("Playing 12 weeks", "Week 12 of 12 has been played");
      assertThat(
              log.substring(log.indexOf("Playing 12 weeks"), log.indexOf("Week 12 of 12"))
                  .lines()
                  .filter(line -> line.contains(" by sms: ") || line.contains(" by email: ")))
          .as("no line for each message")
          .isEmpty();
      assertThat(shown.strip().lines().toList())
          .satisfies(
              lines ->
                  assertThat(lines.subList(lines.size() - 4, lines.size()))
                      .extracting(line -> line.split(" ")[0])
                      .containsExactly("Console", "Sign", "Password", "Running"));
      hasALifeBehindIt(new FhirClient(demo.base(), RapportProcess.CLIENT, RapportProcess.SECRET));

      NodeScript.runInBrowser(
          "demo-app.mjs",
          Map.of(
              "APP", value(shown, "A SMART app"),
              "USER_NAME", value(shown, "Sign in as").split(",")[0],
              "PASSWORD", value(shown, "Password")));
      Visitor admin = new Visitor(demo.base()).signedIn("demo-admin", value(shown, "Password"));
      eachFigureHasItsPeople(admin);
      noScreenIsEmpty(admin);
      assertThat(
              page(
                      new Visitor(demo.base()).signedIn("demo-marketing", value(shown, "Password")),
                      "/console/results")
                  .select("tbody tr"))
          .as("variants, in figures, for who sees no patients")
          .hasSize(2);
      picturesOfTheDocs(demo.base(), value(shown, "Password"));
      saysNothingButItsWords(demo, value(shown, "Password"));
    }
  }

  /**
   * Each week has figures that may be shown, nothing of them waits, and campaigns are under way.
   */
  private static void hasALifeBehindIt(FhirClient fhir) {
    for (String measure : List.of("time-to-first-response", "inquiry-to-booked", "delivery-rate")) {
      MeasureReport report =
          fhir.get(
                  "/Measure/"
                      + measure
                      + "/$evaluate-measure?by=week&periodStart=2026-12-07&periodEnd=2027-02-28")
              .accepted()
              .as(MeasureReport.class);
      assertThat(
              report.getGroupFirstRep().getStratifier().stream()
                  .filter(by -> by.getCodeFirstRep().getText().equals("week"))
                  .flatMap(by -> by.getStratum().stream())
                  .toList())
          .as(measure)
          .hasSize(12)
          .allSatisfy(
              week ->
                  assertThat(week.getPopulation())
                      .allSatisfy(one -> assertThat(one.getCount()).isGreaterThanOrEqualTo(5)));
    }
    assertThat(
            fhir.get("/Measure/step-drop-off/$evaluate-measure")
                .accepted()
                .as(MeasureReport.class)
                .getGroupFirstRep()
                .getMeasureScore()
                .getValue())
        .as("most of what was due has gone")
        .isLessThan(new BigDecimal("0.2"));
    assertThat(
            fhir.search(Task.class, "code=lead&status=requested").stream()
                .map(lead -> lead.getAuthoredOn().toInstant())
                .filter(Instant.parse("2027-03-01T05:00:00Z")::isAfter))
        .as("what was left of the weeks before")
        .isEmpty();
    assertThat(
            fhir.search(CommunicationRequest.class, "subject:Group.type=person").stream()
                .map(one -> one.getExtensionByUrl(Extensions.CAMPAIGN))
                .filter(Objects::nonNull)
                .map(one -> one.getExtensionByUrl(Extensions.Campaign.STATE))
                .filter(Objects::nonNull)
                .map(one -> one.getValue().primitiveValue()))
        .contains("running", "waiting", "awaiting-approval");
  }

  /** But where somebody is looked for first, and where nothing stands as long as all is well. */
  private static void noScreenIsEmpty(Visitor admin) {
    for (Element link : page(admin, "/console/today").select(".rail a")) {
      String path = link.attr("href");
      if (!Set.of("/console/people", "/console/rights", "/console/outbound").contains(path)) {
        assertThat(page(admin, path).select("main .empty")).as(path).isEmpty();
      }
    }
  }

  /**
   * Tile, table and people of each measure tell one number, as a whole and of the last two weeks
   * with somebody in them; of the first measure, of each week.
   */
  private static void eachFigureHasItsPeople(Visitor admin) {
    Elements tiles = page(admin, "/console/measures").select("li.tile");
    assertThat(tiles).hasSize(12);
    for (Element tile : tiles) {
      Element figure = tile.selectFirst("a.figure");
      assertThat(figure).as("nobody is counted: %s", tile.text()).isNotNull();
      String counts = tile.selectFirst(".small-text").text().split(" · ")[0];
      hasPeople(admin, figure.attr("href"), counts);
      Document detail = page(admin, tile.select("a").last().attr("href"));
      assertThat(detail.select("tbody").first().select("tr")).hasSize(12);
      Elements weeks = detail.select("tbody").first().select("td a");
      int from = tile == tiles.first() ? 0 : Math.max(0, weeks.size() - 2);
      for (Element week : weeks.subList(from, weeks.size())) {
        hasPeople(admin, week.attr("href"), week.text());
      }
    }
  }

  private static void hasPeople(Visitor admin, String path, String counts) {
    String[] numbers = counts.split(" of ");
    Document first = page(admin, path);
    assertThat(first.select("main p.row").text()).contains(counts);
    assertThat(rows(admin, first))
        .as(path)
        .isEqualTo(Integer.parseInt(numbers[numbers.length - 1]));
    if (numbers.length == 2) {
      String only = first.select("main p.row a").last().attr("href");
      assertThat(rows(admin, page(admin, only))).as(only).isEqualTo(Integer.parseInt(numbers[0]));
    }
  }

  private static int rows(Visitor admin, Document first) {
    int rows = first.select("tbody tr").size();
    Element older = first.selectFirst("p.more a");
    return older == null ? rows : rows + rows(admin, page(admin, older.attr("href")));
  }

  /** In words that are longer than any language's: none is left over, and all of it fits. */
  private static void saysNothingButItsWords(RapportProcess demo, String password)
      throws Exception {
    NodeScript.runInBrowser(
        "pseudo.mjs",
        Map.of(
            "BASE",
            demo.base(),
            "USER",
            "demo-admin",
            "PASSWORD",
            password,
            "TOKEN",
            new FhirClient(demo.base(), RapportProcess.CLIENT, RapportProcess.SECRET).token(),
            "TERMS",
            Path.of("..", "terminology", "src", "main", "resources", "rapport-terminology")
                .toAbsolutePath()
                .toString()));
  }

  /** Those of docs/console are taken here, and show what there is. */
  private static void picturesOfTheDocs(String base, String password) throws Exception {
    Path taken = Path.of("target", "screens").toAbsolutePath();
    NodeScript.runInBrowser(
        "screens.mjs", Map.of("BASE", base, "PASSWORD", password, "OUT", taken.toString()));

    Path docs = Path.of("..", "docs", "console");
    assertThat(Files.readString(docs.resolve("labels.json")))
        .as("cp server/target/screens/* docs/console/")
        .isEqualTo(Files.readString(taken.resolve("labels.json")));
    StringBuilder pages = new StringBuilder();
    for (Path page : files(docs, ".md")) {
      pages.append(Files.readString(page));
    }
    for (Path picture : files(taken, ".png")) {
      assertThat(docs.resolve(picture.getFileName())).exists();
      assertThat(pages).contains("(" + picture.getFileName() + ")");
    }
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).toList();
    }
  }

  private static String value(String shown, String name) {
    return shown
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip())
        .findFirst()
        .orElseThrow();
  }
}
