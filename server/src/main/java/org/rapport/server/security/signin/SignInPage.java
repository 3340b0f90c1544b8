package org.rapport.server.security.signin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.rapport.server.account.Account;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.page.Look;
import org.rapport.server.page.Page;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Component;

/** The page that who signs in sees, filled, in their language. */
@Component
public class SignInPage {
  private final Page page;
  private final String logo;
  private final String clinic;

  SignInPage(RapportSettings settings, Look look) {
    this.page = Page.in("rapport-sign-in", look);
    this.logo = look.logo().map(Look.Logo::path).orElse(null);
    this.clinic = settings.clinic().name();
  }

  /** The words in the language of a person, else of the browser, else in English. */
  public Map<String, String> words(HttpServletRequest request, Account account) {
    return page.words(language(request, account));
  }

  /** The language of a person, else of the browser, that there are words in; else English. */
  public static String language(HttpServletRequest request, Account account) {
    if (account != null && account.language() != null) {
      String own = Locale.forLanguageTag(account.language()).getLanguage();
      if (Page.speaks(own)) {
        return own;
      }
    }
    if (request.getHeader("Accept-Language") == null) {
      return Page.base(null);
    }
    return Collections.list(request.getLocales()).stream()
        .map(Locale::getLanguage)
        .filter(Page::speaks)
        .findFirst()
        .orElse(Page.base(null));
  }

  /**
   * Writes a filled page.
   *
   * @param heading key of the words at its top
   * @param values the sections to show; with {@code scripts} ours may run on the page
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
    Map<String, Object> scope = new HashMap<>(values);
    scope.put("heading", words(request, account).get(heading));
    scope.put("clinic", clinic);
    scope.put("logo", logo);
    // Read, the token is made and its cookie with it.
    if (request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken csrf) {
      scope.put("csrf", csrf.getToken());
    }
    if (account != null) {
      scope.put(
          "who", Map.of("name", account.name() == null ? account.username() : account.name()));
    }
    byte[] body = page.fill(language(request, account), scope).getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType("text/html;charset=UTF-8");
    page.headers("'self'" + (app == null ? "" : " " + app), "'none'", values.containsKey("scripts"))
        .forEach(response::setHeader);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
