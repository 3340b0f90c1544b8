package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** Pages of the console as somebody without script has them. */
final class ConsolePages {
  static final String ADMIN = "console-admin";
  static final String PASSWORD = "a-console-password";

  private ConsolePages() {}

  /** Somebody who may open every page. */
  static void administrator(Clinic clinic) {
    Parameters user = account(ADMIN, PASSWORD, "admin");
    user.addParameter("name", new StringType("Ada Admin"));
    user.addParameter("sensitive", new BooleanType(true));
    clinic.fhir().post("/$user", user).accepted();
  }

  /** What {@code $user} takes for somebody who may sign in. */
  static Parameters account(String username, String password, String role) {
    Parameters user = new Parameters();
    user.addParameter("username", new StringType(username));
    user.addParameter("password", new StringType(password));
    user.addParameter("role", new CodeType(role));
    user.addParameter("active", new BooleanType(true));
    return user;
  }

  static Document page(Visitor visitor, String path) {
    HttpResponse<String> answer = visitor.get(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return Jsoup.parse(answer.body());
  }

  /** Presses a button of a page: the form it is in, with all that the form holds. */
  static HttpResponse<String> press(Visitor visitor, Element button, String... typed) {
    Element form = button.closest("form");
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    form.select("input[type=hidden]")
        .forEach(one -> fields.add(Map.entry(one.attr("name"), one.attr("value"))));
    for (int i = 0; i < typed.length; i += 2) {
      fields.add(Map.entry(typed[i], typed[i + 1]));
    }
    if (button.hasAttr("name")) {
      fields.add(Map.entry(button.attr("name"), button.attr("value")));
    }
    return visitor.post(
        button.hasAttr("formaction") ? button.attr("formaction") : form.attr("action"), fields);
  }
}
