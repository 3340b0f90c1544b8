package org.rapport.server.security.signin;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.rapport.server.account.Account;
import org.rapport.server.account.Accounts;
import org.rapport.server.inbound.SignInLinks;
import org.rapport.server.inbound.SignInLinks.Answer;
import org.rapport.server.page.Sheet;
import org.rapport.server.security.signin.SignInPage.Content;
import org.springframework.core.task.TaskExecutor;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * How patients sign in: {@code /login/patient} asks for an address of theirs and answers the same
 * whether there is anybody, at the same speed; {@code /login/link/<token>} asks who comes by the
 * link for the date of birth.
 */
final class PatientPage extends OncePerRequestFilter {
  static final String ASK = "/login/patient";
  static final String LINK = "/login/link/";

  private final SignInPage page;
  private final SignInLinks links;
  private final Accounts accounts;
  private final TaskExecutor executor;
  private final Sessions sessions;

  PatientPage(
      SignInPage page,
      SignInLinks links,
      Accounts accounts,
      TaskExecutor executor,
      Sessions sessions) {
    this.page = page;
    this.links = links;
    this.accounts = accounts;
    this.executor = executor;
    this.sessions = sessions;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getServletPath().equals(ASK) && !request.getServletPath().startsWith(LINK);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    boolean post = request.getMethod().equals("POST");
    if (request.getServletPath().equals(ASK)) {
      ask(request, response, post ? request.getParameter("contact") : null);
      return;
    }
    String token = request.getServletPath().substring(LINK.length());
    Answer answer = post ? links.prove(token, request.getParameter("born")) : links.see(token);
    switch (answer.state()) {
      case ASKED -> born(request, response, token, 200, null);
      case WRONG -> {
        sessions.refused("Patient/" + answer.patient());
        request.setAttribute(SignInConfiguration.REFUSED, true);
        born(request, response, token, 401, "bornWrong");
      }
      case LOCKED -> say(request, response, 403, "linkLocked");
      case GONE -> {
        request.setAttribute(SignInConfiguration.REFUSED, true);
        say(request, response, 410, "linkGone");
      }
      case RIGHT -> signIn(request, response, answer);
    }
  }

  private void ask(HttpServletRequest request, HttpServletResponse response, String contact)
      throws IOException {
    if (contact == null || contact.isBlank()) {
      write(request, response, 200, new Content("contact", Sheet.Said.NOTHING, null, false));
      return;
    }
    // On another thread: how long the search takes would tell whether there is anybody.
    executor.execute(() -> links.send(contact));
    write(
        request,
        response,
        200,
        Content.of(Sheet.Said.intro(page.words(request, null).get("linkSent"))));
  }

  private void born(
      HttpServletRequest request,
      HttpServletResponse response,
      String token,
      int status,
      String error)
      throws IOException {
    Sheet.Said said =
        error == null ? Sheet.Said.NOTHING : Sheet.Said.error(page.words(request, null).get(error));
    write(request, response, status, new Content("born", said, token, false));
  }

  private void say(
      HttpServletRequest request, HttpServletResponse response, int status, String words)
      throws IOException {
    write(
        request,
        response,
        status,
        new Content(
            "contact", Sheet.Said.error(page.words(request, null).get(words)), null, false));
  }

  private void write(
      HttpServletRequest request, HttpServletResponse response, int status, Content content)
      throws IOException {
    page.write(request, response, status, null, "patientSignIn", content, null);
  }

  private void signIn(HttpServletRequest request, HttpServletResponse response, Answer answer)
      throws IOException, ServletException {
    Optional<Account> account = account(answer.patient(), answer.given());
    if (account.isEmpty()) {
      say(request, response, 403, "linkGone");
      return;
    }
    sessions.signInAndGoOn(request, response, account.get());
  }

  /** That of the patient, made at the first time; empty where it was disabled. */
  private Optional<Account> account(String patient, String given) {
    Account known =
        accounts
            .named("Patient/" + patient)
            .orElseGet(
                () ->
                    accounts.put(
                        new Account(
                            null,
                            "patient:" + patient,
                            given,
                            null,
                            Set.of(),
                            Set.of(),
                            false,
                            true,
                            null,
                            patient,
                            0)));
    // Who works here, too, signs in as who works here: by password and second factor.
    return Optional.of(known).filter(Account::active).filter(one -> !one.isStaff());
  }
}
