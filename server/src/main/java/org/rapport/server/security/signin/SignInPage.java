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
import org.rapport.server.page.Sheet;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Component;

/** The pages that who signs in sees, filled, in their language: {@code jte/signin}. */
@Component
public class SignInPage {
  private final Page page;
  private final String logo;
  private final String clinic;

  /**
   * Who reads a page.
   *
   * @param name of who is signed in; null: nobody is
   * @param csrf the page's token; null where no form is taken
   * @param scripts whether ours run on it
   */
  public record Reader(String name, String csrf, boolean scripts) {}

  /**
   * What a page shows.
   *
   * @param template its name
   * @param said below its heading
   * @param view what the template shows; null where it takes nothing
   * @param scripts whether ours run on it
   */
  public record Content(String template, Sheet.Said said, Object view, boolean scripts) {
    /** A page that only says something. */
    public static Content of(Sheet.Said said) {
      return new Content("say", said, null, false);
    }
  }

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
   * @param account who is signed in; null: nobody is
   * @param heading key of the words at its top
   * @param app origin that a form on it may lead to; null: none but ours
   */
  public void write(
      HttpServletRequest request,
      HttpServletResponse response,
      int status,
      Account account,
      String heading,
      Content content,
      String app)
      throws IOException {
    String language = language(request, account);
    String said = page.words(language).get(heading);
    Map<String, Object> values = new HashMap<>();
    values.put("sheet", page.sheet(language, clinic, logo, said, content.said()));
    values.put("reader", new Reader(name(account), csrf(request), content.scripts()));
    if (content.view() != null) {
      values.put("view", content.view());
    }
    byte[] body =
        Page.fill("signin/" + content.template() + ".jte", values).getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType("text/html;charset=UTF-8");
    page.headers("'self'" + (app == null ? "" : " " + app), "'none'", content.scripts())
        .forEach(response::setHeader);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private static String name(Account account) {
    if (account == null) {
      return null;
    }
    return account.name() == null ? account.username() : account.name();
  }

  // Read, the token is made and its cookie with it.
  private static String csrf(HttpServletRequest request) {
    return request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken csrf
        ? csrf.getToken()
        : null;
  }
}
