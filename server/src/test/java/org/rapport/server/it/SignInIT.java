package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** People at {@code /login}: who is known, who is not, and who only guesses. */
@ExtendWith(SharedClinic.class)
class SignInIT {
  private final String address = Visitor.address();
  private final Clinic clinic;

  SignInIT(Clinic clinic) {
    this.clinic = clinic;
  }

  private Visitor visitor() {
    return Visitor.from(address, clinic.process().base());
  }

  @Test
  void whoIsKnownIsSignedInWithANewSession() {
    Visitor visitor = visitor();
    String before = cookie(visitor.get("/login"));

    HttpResponse<String> answer = visitor.signIn(" Nora ", "nora-password");

    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(cookie(answer)).isNotBlank().isNotEqualTo(before);
    assertThat(before).as("who is not signed in has no session").isEmpty();
    assertThat(answer.headers().allValues("Set-Cookie"))
        .filteredOn(one -> one.startsWith("rapport-session="))
        .allMatch(one -> one.contains("HttpOnly") && one.contains("SameSite=Lax"))
        .hasSize(1);
    assertThat(visitor.get("/login").body()).contains("Nora Front").contains("action=\"/logout\"");
  }

  @Test
  void whatIsWrongIsNotTold() {
    HttpResponse<String> wrong = visitor().signIn("nora", "guess");
    HttpResponse<String> unknown = visitor().signIn("nobody-" + System.nanoTime(), "guess");
    HttpResponse<String> disabled = visitor().signIn("gone", "gone-password");

    assertThat(List.of(wrong.statusCode(), unknown.statusCode(), disabled.statusCode()))
        .containsOnly(401);
    assertThat(shape(wrong)).isEqualTo(shape(unknown)).isEqualTo(shape(disabled));
  }

  @Test
  void guessersAreThrottledKnownOrNot() {
    for (String name : List.of("guessed", "guessed-" + System.nanoTime())) {
      Set<Integer> first = new HashSet<>();
      for (int i = 0; i < 10; i++) {
        first.add(visitor().signIn(name, "guess-" + i).statusCode());
      }
      HttpResponse<String> next = visitor().signIn(name, "guess");

      assertThat(first).containsOnly(401);
      assertThat(next.statusCode()).isEqualTo(429);
      assertThat(next.headers().firstValue("Retry-After")).contains("60");
    }
  }

  @Test
  void otherSitesCannotSignAnybodyInOrOut() {
    Visitor visitor = visitor().signedIn("nora", "nora-password");

    assertThat(
            visitor
                .post(
                    "/login",
                    List.of(Map.entry("username", "nora"), Map.entry("password", "nora-password")))
                .statusCode())
        .isEqualTo(403);
    assertThat(visitor.post("/logout", List.of()).statusCode()).isEqualTo(403);
    assertThat(visitor.get("/login").body()).contains("Nora Front");
  }

  @Test
  void nothingOfOthersRunsOnThePageAndNobodyFramesIt() {
    HttpResponse<String> page = visitor().get("/login");

    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'")
        .contains("frame-ancestors 'none'")
        .contains("form-action 'self'");
    assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .as("passkeys want a script: ours, by its address")
        .contains("script-src 'self';")
        .doesNotContain("unsafe");
    assertThat(page.body().replace("<script src=\"/login/", ""))
        .doesNotContain("<script")
        .contains("autocomplete=\"username\"");
  }

  private static String cookie(HttpResponse<String> answer) {
    return answer.headers().allValues("Set-Cookie").stream()
        .filter(one -> one.startsWith("rapport-session="))
        .map(one -> one.split(";")[0])
        .findFirst()
        .orElse("");
  }

  private static String shape(HttpResponse<String> answer) {
    return answer.body().replaceAll("value=\"[^\"]*\"", "");
  }
}
