package org.rapport.server.security.signin;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rapport.server.account.Account;
import org.rapport.server.page.Sheet;
import org.rapport.server.security.factor.Passkeys;
import org.rapport.server.security.factor.QrCode;
import org.rapport.server.security.factor.SecondFactors;
import org.springframework.security.web.savedrequest.SavedRequest;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * {@code /login/factor}: who is signed in adds an authenticator or a passkey, or takes them away.
 * To take one away, or to make new recovery codes, a code is asked: who only found an open screen
 * has none.
 */
final class FactorPage extends OncePerRequestFilter {
  static final String PATH = "/login/factor";

  private final SignInPage page;
  private final SignedIn signedIn;
  private final SecondFactors factors;
  private final Passkeys passkeys;
  private final Sessions sessions;

  FactorPage(
      SignInPage page,
      SignedIn signedIn,
      SecondFactors factors,
      Passkeys passkeys,
      Sessions sessions) {
    this.page = page;
    this.signedIn = signedIn;
    this.factors = factors;
    this.passkeys = passkeys;
    this.sessions = sessions;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getServletPath().equals(PATH) && !isAfterRegistration(request);
  }

  /** Where the library's script leads to once it added a passkey. */
  private static boolean isAfterRegistration(HttpServletRequest request) {
    return request.getMethod().equals("GET")
        && request.getServletPath().equals(PasskeySignIn.REGISTER);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (isAfterRegistration(request)) {
      response.sendRedirect(PATH);
      return;
    }
    Optional<Account> account = signedIn.account().or(signedIn::withoutFactor);
    if (account.isEmpty() || !factors.mayHave(account.get())) {
      response.sendRedirect("/login");
      return;
    }
    List<String> recovery = new ArrayList<>();
    String error =
        request.getMethod().equals("POST") ? act(request, account.get(), recovery) : null;
    if (signedIn.withoutFactor().isPresent() && !factors.isMissing(account.get())) {
      sessions.signIn(request, response, account.get());
    }
    show(request, response, account.get(), recovery, error);
  }

  /**
   * Does what the form asks.
   *
   * @param recovery takes the codes to show once
   * @return the key of what went wrong; null where nothing did
   */
  private String act(HttpServletRequest request, Account account, List<String> recovery) {
    String code = request.getParameter("code") == null ? "" : request.getParameter("code");
    switch (String.valueOf(request.getParameter("do"))) {
      case "begin" -> factors.begin(account);
      case "confirm" -> {
        recovery.addAll(factors.confirm(account, code));
        if (recovery.isEmpty()) {
          return "codeWrong";
        }
      }
      case "recovery" -> {
        if (!factors.takes(account, code)) {
          return "codeWrong";
        }
        recovery.addAll(factors.recoveryCodes(account));
      }
      case "remove" -> {
        if (!factors.takes(account, code)) {
          return "codeWrong";
        }
        factors.removeCodes(account);
      }
      case "remove-passkey" -> {
        if (factors.hasCodes(account) && !factors.takes(account, code)) {
          return "codeWrong";
        }
        passkeys.remove(account, String.valueOf(request.getParameter("passkey")));
      }
      default -> {
        return "notPossible";
      }
    }
    return null;
  }

  private void show(
      HttpServletRequest request,
      HttpServletResponse response,
      Account account,
      List<String> recovery,
      String error)
      throws IOException {
    Map<String, String> words = page.words(request, account);
    boolean missing = factors.isMissing(account);
    boolean has = factors.hasCodes(account);
    Sheet.Said said = Sheet.Said.NOTHING;
    if (error != null) {
      said = Sheet.Said.error(words.get(error));
    } else if (missing) {
      said = Sheet.Said.intro(words.get("factorMissing"));
    }
    FactorsShown.Begun begun =
        has
            ? null
            : factors
                .begun(account)
                .map(
                    one ->
                        new FactorsShown.Begun(
                            one.secret().replaceAll("(.{4})(?=.)", "$1 "), QrCode.of(one.uri())))
                .orElse(null);
    SavedRequest from = missing ? null : Sessions.ASKED_BEFORE.getRequest(request, response);
    FactorsShown shown =
        new FactorsShown(
            has,
            factors.recoveryCodesLeft(account),
            recovery,
            begun,
            passkeys.of(account),
            missing ? null : from == null ? "/login" : path(from));
    page.write(
        request,
        response,
        error == null ? 200 : 400,
        account,
        "factorTitle",
        new SignInPage.Content("factor", said, shown, true),
        null);
  }

  /** Where somebody was led away from to sign in: of ours, whatever the cookie says. */
  private static String path(SavedRequest from) {
    String address = from.getRedirectUrl();
    int path = address.indexOf('/', address.indexOf("//") + 2);
    return path < 0 ? "/login" : address.substring(path);
  }
}
