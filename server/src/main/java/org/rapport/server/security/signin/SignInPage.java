package org.rapport.server.security.signin;

import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.Mustache;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.rapport.server.account.Account;
import org.rapport.server.config.RapportSettings;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Component;

/**
 * The page that who signs in sees, filled. Values are escaped by the template engine; nothing runs
 * on it and nothing comes from elsewhere: the policy allows its own style, by hash, and no more.
 */
@Component
public class SignInPage {
  private static final List<String> LANGUAGES = List.of("en", "fr", "es");

  private final Map<String, Map<String, String>> words = new HashMap<>();
  private final Mustache page;
  private final String policy;
  private final String clinic;

  SignInPage(RapportSettings settings) {
    this.clinic = settings.clinic().name();
    String template = read("page.mustache");
    this.page = new DefaultMustacheFactory().compile(new StringReader(template), "sign-in");
    String style =
        template.substring(
            template.indexOf("<style>") + "<style>".length(), template.indexOf("</style>"));
    this.policy =
        "default-src 'none'; style-src 'sha256-"
            + hash(style)
            + "'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
    LANGUAGES.forEach(language -> words.put(language, properties(language)));
  }

  /** The words in the language of a person, else of the browser, else in English. */
  public Map<String, String> words(HttpServletRequest request, Account account) {
    return words.get(language(request, account));
  }

  private static String language(HttpServletRequest request, Account account) {
    if (account != null && account.language() != null) {
      String own = Locale.forLanguageTag(account.language()).getLanguage();
      if (LANGUAGES.contains(own)) {
        return own;
      }
    }
    if (request.getHeader("Accept-Language") == null) {
      return "en";
    }
    return Collections.list(request.getLocales()).stream()
        .map(Locale::getLanguage)
        .filter(LANGUAGES::contains)
        .findFirst()
        .orElse("en");
  }

  /**
   * Writes a filled page.
   *
   * @param heading key of the words at its top
   * @param values the sections to show
   * @param app origin that a form on it may lead to; null: none but ours
   */
  public void write(
      HttpServletRequest request,
      HttpServletResponse response,
      int status,
      Account account,
      String heading,
      Map<String, ?> values,
      String app)
      throws IOException {
    Map<String, String> t = words(request, account);
    Map<String, Object> scope = new HashMap<>(values);
    scope.put("t", t);
    scope.put("lang", language(request, account));
    scope.put("heading", t.get(heading));
    scope.put("clinic", clinic);
    if (request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken csrf) {
      scope.put("csrf", csrf.getToken());
    }
    if (account != null) {
      scope.put(
          "who", Map.of("name", account.name() == null ? account.username() : account.name()));
    }
    StringWriter out = new StringWriter();
    page.execute(out, scope);
    byte[] body = out.toString().getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType("text/html;charset=UTF-8");
    response.setHeader("Content-Security-Policy", policy + (app == null ? "" : " " + app));
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Robots-Tag", "noindex, nofollow");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private static Map<String, String> properties(String language) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(read(language + ".properties")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> words = new HashMap<>();
    properties.forEach((name, value) -> words.put((String) name, (String) value));
    return Map.copyOf(words);
  }

  private static String read(String name) {
    try (InputStream in = SignInPage.class.getResourceAsStream("/rapport-sign-in/" + name)) {
      StringWriter out = new StringWriter();
      new InputStreamReader(in, StandardCharsets.UTF_8).transferTo(out);
      return out.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String style) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
