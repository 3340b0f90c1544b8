package org.rapport.server.security.smart;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.rapport.server.page.Sheet;
import org.rapport.server.security.signin.SignInPage;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/**
 * What is wrong with an app's request goes back to the app, where its address is known to be the
 * app's (RFC 6749, 4.1.2.1); else a page says so, and leads nowhere.
 */
final class AuthorizeErrors implements AuthenticationFailureHandler {
  private final SignInPage page;

  AuthorizeErrors(SignInPage page) {
    this.page = page;
  }

  @Override
  public void onAuthenticationFailure(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
      throws IOException {
    OAuth2Error error = ((OAuth2AuthenticationException) failure).getError();
    OAuth2AuthorizationCodeRequestAuthenticationToken asked =
        failure instanceof OAuth2AuthorizationCodeRequestAuthenticationException known
            ? known.getAuthorizationCodeRequestAuthentication()
            : null;
    if (asked == null || asked.getRedirectUri() == null || asked.getRedirectUri().isBlank()) {
      page.write(
          request,
          response,
          400,
          null,
          "notPossible",
          SignInPage.Content.of(Sheet.Said.intro(page.words(request, null).get("badRequest"))),
          null);
      return;
    }
    UriComponentsBuilder uri =
        UriComponentsBuilder.fromUriString(asked.getRedirectUri())
            .queryParam("error", error.getErrorCode());
    if (error.getDescription() != null) {
      uri.queryParam("error_description", encoded(error.getDescription()));
    }
    if (asked.getState() != null) {
      uri.queryParam("state", encoded(asked.getState()));
    }
    response.setHeader("Cache-Control", "no-store");
    response.sendRedirect(uri.build(true).toUriString());
  }

  private static String encoded(String text) {
    return UriUtils.encode(text, StandardCharsets.UTF_8);
  }
}
