package org.rapport.bench;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long the worklist takes where 10,000 inquiries are open and 200,000 are closed: the page of
 * the console as somebody who is signed in has it, its first and its hundredth, and {@code
 * $worklist} beneath it. The open ones and a thousand closed are written by the API; the other
 * closed are copies of their index rows, each with a call. See docs/benchmarks.md for the command.
 *
 * <p>Argument: the folder of an earlier run, which is asked again without being filled.
 */
public final class ConsoleLoad {
  private static final int OPEN = 10_000;
  private static final int CLOSED = 1_000;
  private static final int COPIES = 199;
  private static final int PEOPLE = 2_000;
  private static final int BATCH = 100;
  private static final int CLIENTS = 2;
  private static final int WARM_UP = 60;
  private static final int ASKED = 200;
  private static final int PAGES = 100;
  private static final int ROWS = 50;
  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
  private static final Pattern NEXT =
      Pattern.compile("href=\"(/console/today\\?[^\"]*after=[^\"]+)\"");

  private final LoadTarget target;
  private final HttpClient browser =
      HttpClient.newBuilder()
          .cookieHandler(new CookieManager())
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();

  private ConsoleLoad(LoadTarget target) {
    this.target = target;
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    String folder = args.length > 0 ? args[0] : "bench-" + ProcessHandle.current().pid();
    Path work = Files.createDirectories(Path.of("target", folder));
    Path data = work.resolve("product").toAbsolutePath();
    Path jar = Path.of("target", "rapport.jar").toAbsolutePath();
    Map<String, String> env = Map.of("RAPPORT_ROLE", "server", "RAPPORT_MLLP_PORT", "0");
    try (LoadTarget target = LoadTarget.product(jar, data, env);
        Connection database = CopiedRows.database(data)) {
      ConsoleLoad load = new ConsoleLoad(target);
      if (args.length == 0) {
        load.fill(database);
      }
      load.signIn();
      String far = load.far();
      load.measure("the page", () -> load.page("/console/today"));
      load.measure("its page " + PAGES, () -> load.page(far));
      load.measure(
          "one kind, nobody's", () -> load.page("/console/today?kind=inquiry&whose=nobody"));
      load.measure("$worklist", () -> target.get("Task/$worklist?_count=" + ROWS));
    }
  }

  private void fill(Connection database) throws Exception {
    for (int from = 0; from < PEOPLE; from += BATCH) {
      write(from, PEOPLE, n -> patient(n));
    }
    for (int from = 0; from < CLOSED; from += BATCH) {
      write(from, CLOSED, n -> task(n, "closed", "completed", "booked"));
    }
    CopiedRows.of(database, "'Task'", COPIES);
    for (int from = 0; from < OPEN; from += BATCH) {
      write(from, OPEN, n -> task(n, "open", "requested", n % 3 == 0 ? "contacted" : "new"));
    }
    try (Statement sql = database.createStatement()) {
      sql.execute(
          """
          insert into rapport.contact_facts (id, version, patient_id, inbound, task_id, outcome, at)
          select 'call-' || n, 1, 'p' || n % 2000, false, 'closed' || n % 1000, 'no-answer',
            now() - n * interval '3 minutes' from generate_series(1, 200000) n\
          """);
      sql.execute(
          """
          insert into rapport.contact_facts (id, version, patient_id, inbound, task_id, outcome, at)
          select 'text-' || n, 1, 'p' || n % 2000, true, null, null,
            now() - n * interval '3 minutes' from generate_series(1, 100000) n\
          """);
      sql.execute("analyze");
    }
    System.out.printf("open %,d, all %,d%n", OPEN, target.count("Task"));
  }

  private interface Resource {
    String of(int n);
  }

  private void write(int from, int most, Resource resource) throws Exception {
    List<String> entries = new ArrayList<>();
    for (int n = from; n < Math.min(from + BATCH, most); n++) {
      String json = resource.of(n);
      String id = json.replaceAll("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
      String type = json.replaceAll("(?s).*?\"resourceType\":\"(\\w+)\".*", "$1");
      entries.add(
          "{\"resource\":%s,\"request\":{\"method\":\"PUT\",\"url\":\"%s/%s\"}}"
              .formatted(json, type, id));
    }
    target.transaction(
        "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":["
            + String.join(",", entries)
            + "]}");
  }

  private static String patient(int n) {
    return """
    {"resourceType":"Patient","id":"p%1$d","active":true,
     "name":[{"given":["Given%1$d"],"family":"Family%1$d"}],
     "telecom":[{"system":"phone","use":"mobile","value":"+1416%2$07d"}]}\
    """
        .formatted(n, 5_550_000 + n);
  }

  private static String task(int n, String id, String status, String stage) {
    return """
    {"resourceType":"Task","id":"%1$s%2$d","status":"%3$s","intent":"order","priority":"%5$s",
     "code":{"coding":[{"system":"https://rapport.example.org/fhir/CodeSystem/task-code","code":"lead"}]},
     "businessStatus":{"coding":[{"system":"https://rapport.example.org/fhir/CodeSystem/lead-stage","code":"%4$s"}]},
     "for":{"reference":"Patient/p%6$d"},"authoredOn":"2026-01-01T10:00:00Z",
     "restriction":{"period":{"end":"20%7$02d-0%8$d-1%9$dT10:%10$02d:00Z"}}}\
    """
        .formatted(
            id,
            n,
            status,
            stage,
            n % 20 == 0 ? "urgent" : "routine",
            n % PEOPLE,
            26 + n % 3,
            1 + n % 9,
            n % 10,
            n % 60);
  }

  private void signIn() throws Exception {
    target.transaction(
        """
        {"resourceType":"Bundle","type":"transaction","entry":[{"resource":
         {"resourceType":"Practitioner","id":"load"},"request":{"method":"PUT","url":"Practitioner/load"}}]}\
        """);
    target.post(
        "$user",
        """
        {"resourceType":"Parameters","parameter":[{"name":"username","valueString":"load"},
         {"name":"password","valueString":"a-password-of-load"},{"name":"role","valueCode":"coordinator"},
         {"name":"practitioner","valueString":"load"},{"name":"sensitive","valueBoolean":true},
         {"name":"active","valueBoolean":true}]}\
        """);
    Matcher csrf = CSRF.matcher(page("/login"));
    if (!csrf.find()) {
      throw new IOException("The page of sign-in has no form");
    }
    String form =
        "username=load&password=a-password-of-load&_csrf="
            + URLEncoder.encode(csrf.group(1), StandardCharsets.UTF_8);
    browser.send(
        HttpRequest.newBuilder(URI.create(target.base() + "/login"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String page(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        browser.send(
            HttpRequest.newBuilder(URI.create(target.base() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(path + ": " + answer.statusCode());
    }
    return answer.body();
  }

  /** The address of the hundredth page, by the link to older work of each before. */
  private String far() throws Exception {
    String path = "/console/today";
    for (int n = 1; n < PAGES; n++) {
      Matcher next = NEXT.matcher(page(path));
      if (!next.find()) {
        throw new IOException("Page " + n + " is the last");
      }
      path = next.group(1).replace("&amp;", "&");
    }
    return path;
  }

  private void measure(String what, Callable<String> asking) throws Exception {
    ask(asking, WARM_UP);
    Usage before = target.usage();
    long[] nanos = ask(asking, ASKED);
    Usage used = target.usage().since(before, ASKED);
    Arrays.sort(nanos);
    System.out.printf(
        "%s: median %.0f ms, p95 %.0f ms, of %d by %d at once; processor each %.0f ms server, %.0f"
            + " ms PostgreSQL%n",
        what,
        nanos[ASKED / 2] / 1e6,
        nanos[ASKED * 95 / 100] / 1e6,
        ASKED,
        CLIENTS,
        used.server(),
        used.database());
  }

  private static long[] ask(Callable<String> asking, int times) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<Long>> running = new ArrayList<>();
      for (int n = 0; n < times; n++) {
        running.add(
            clients.submit(
                () -> {
                  long begin = System.nanoTime();
                  asking.call();
                  return System.nanoTime() - begin;
                }));
      }
      long[] nanos = new long[times];
      for (int n = 0; n < times; n++) {
        nanos[n] = running.get(n).get();
      }
      return nanos;
    } finally {
      clients.shutdown();
    }
  }
}
