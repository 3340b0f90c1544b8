package org.rapport.server.outreach.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.ehr.LookUpItems;
import org.rapport.server.outreach.outcome.Attempts.Released;
import org.rapport.server.outreach.outcome.TestMessages;
import org.rapport.server.outreach.release.ReleaseMessages;
import org.rapport.server.outreach.text.HtmlText;
import org.rapport.server.outreach.text.MessageText.Text;
import org.rapport.server.projection.Stranger;
import org.rapport.server.subscription.PublishItems;
import org.rapport.server.work.WorkItem;
import org.rapport.server.work.WorkItems;
import org.rapport.server.work.WorkQueue;
import org.rapport.server.work.WorkSignal;
import org.rapport.terminology.Channel;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Claims due work of a kind, and tells a worker what it needs for it: a part {@code item} each. */
@Component
class ClaimedWork {
  private static final int MOST_TESTS = 5;

  private final WorkItems items;
  private final ReleaseMessages releaseMessages;
  private final TestMessages tests;
  private final EhrUpdates ehrUpdates;
  private final LookUpItems lookUpItems;
  private final NumberRegister numberRegister;
  private final PublishItems publishItems;
  private final WorkSignal signal;
  private final TransactionTemplate transaction;
  private final Map<String, Claim> claims;

  /** How work of a kind is claimed. */
  private interface Claim {
    Parameters of(int max, Duration lease, String worker);
  }

  ClaimedWork(
      WorkItems items,
      ReleaseMessages releaseMessages,
      TestMessages tests,
      EhrUpdates ehrUpdates,
      LookUpItems lookUpItems,
      NumberRegister numberRegister,
      PublishItems publishItems,
      WorkSignal signal,
      TransactionTemplate transaction) {
    this.items = items;
    this.releaseMessages = releaseMessages;
    this.tests = tests;
    this.ehrUpdates = ehrUpdates;
    this.lookUpItems = lookUpItems;
    this.numberRegister = numberRegister;
    this.publishItems = publishItems;
    this.signal = signal;
    this.transaction = transaction;
    this.claims =
        Map.of(
            WorkQueue.CHANGE, this::changes,
            WorkQueue.MESSAGE, this::messages,
            WorkQueue.NUMBER_CHECK, this::numbers,
            WorkQueue.EHR_LOOK_UP, this::lookUps,
            WorkQueue.PUBLISH, this::events,
            WorkQueue.EHR_UPDATE, updates(WorkQueue.EHR_UPDATE),
            WorkQueue.EHR_WRITE, updates(WorkQueue.EHR_WRITE));
  }

  /** Whether workers may claim such work. */
  boolean isKind(String kind) {
    return kind != null && claims.containsKey(kind);
  }

  /** All of them, for people. */
  String kinds() {
    return String.join(", ", new TreeSet<>(claims.keySet()));
  }

  /** What of a kind is due now, at most so much; no part where nothing is. */
  Parameters claim(String kind, int max, Duration lease, String worker) {
    return claims.get(kind).of(max, lease, worker);
  }

  private Parameters changes(int max, Duration lease, String worker) {
    Parameters answer = new Parameters();
    List<WorkItem> claimed =
        transaction.execute(status -> items.claim(WorkQueue.CHANGE, max, lease, worker));
    for (WorkItem item : claimed) {
      ParametersParameterComponent part = item(answer, item);
      part.addPart().setName("focus").setValue(new StringType(item.focus()));
    }
    return answer;
  }

  private Parameters messages(int max, Duration lease, String worker) {
    Parameters answer = new Parameters();
    int[] claimed = new int[1];
    List<Released> released = releaseMessages.run(max, lease, worker, n -> claimed[0] = n);
    for (Released message : released) {
      ParametersParameterComponent part = item(answer, message.item());
      text(part, "focus", "CommunicationRequest/" + message.message().id());
      text(part, "attempt", message.attempt().toString());
      text(part, "purpose", message.message().request().purpose().code());
      words(part, message.route(), message.text());
      text(part, "unsubscribe", message.unsubscribe());
    }
    tests(answer, lease);
    if (claimed[0] > 0) {
      // Refused and deferred items made room for others of the same patients.
      signal.raise(WorkQueue.MESSAGE);
    }
    return answer;
  }

  // What staff wait for at their desks; few, and no work items.
  private void tests(Parameters answer, Duration lease) {
    for (TestMessages.Sent test : tests.claim(MOST_TESTS, lease)) {
      ParametersParameterComponent part = answer.addParameter().setName("item");
      text(part, "kind", WorkQueue.MESSAGE);
      text(part, "focus", test.source());
      text(part, "attempt", test.id().toString());
      text(part, "purpose", test.purpose());
      words(part, test.route(), test.text());
    }
  }

  private static void words(ParametersParameterComponent part, Route route, Text words) {
    text(part, "channel", route.channel().code());
    text(part, "to", route.address());
    text(part, "subject", words.subject());
    text(part, "body", words.body());
    text(part, "language", words.language());
    if (route.channel() == Channel.EMAIL) {
      text(part, "html", HtmlText.of(words.body(), words.subject(), words.language()));
    }
  }

  private Parameters numbers(int max, Duration lease, String worker) {
    Parameters answer = new Parameters();
    for (NumberRegister.Asked asked : numberRegister.claim(max, lease, worker)) {
      ParametersParameterComponent part = item(answer, asked.item());
      text(part, "focus", asked.item().focus());
      text(part, "to", asked.number().address());
      text(part, "date", asked.about().toString());
    }
    return answer;
  }

  private Parameters lookUps(int max, Duration lease, String worker) {
    Parameters answer = new Parameters();
    for (LookUpItems.LookUp lookUp : lookUpItems.claim(max, lease, worker)) {
      ParametersParameterComponent part = work(answer, lookUp.item());
      text(part, "focus", lookUp.item().focus());
      text(part, "since", lookUp.since().orElse(null));
    }
    return answer;
  }

  private Parameters events(int max, Duration lease, String worker) {
    Parameters answer = new Parameters();
    for (PublishItems.Publish publish : publishItems.claim(max, lease, worker)) {
      ParametersParameterComponent part = work(answer, publish.item());
      text(part, "focus", publish.item().focus());
      text(part, "to", publish.to());
      text(part, "topic", publish.topic());
      for (PublishItems.Event event : publish.events()) {
        ParametersParameterComponent one = part.addPart().setName("event");
        text(one, "number", Long.toString(event.number()));
        text(one, "key", event.key());
        text(one, "focus", event.focus());
        text(one, "change", event.change());
        text(one, "at", event.at().toString());
        one.addPart().setName("notification").setResource(event.notification());
      }
    }
    return answer;
  }

  private Claim updates(String kind) {
    return (max, lease, worker) -> updates(kind, max, lease, worker);
  }

  private Parameters updates(String kind, int max, Duration lease, String worker) {
    Parameters answer = new Parameters();
    for (EhrUpdates.Update update : ehrUpdates.claim(kind, max, lease, worker)) {
      ParametersParameterComponent part = item(answer, update.item());
      text(part, "focus", update.item().focus());
      text(part, "answer", update.code());
      text(part, "appointment", update.appointment());
      text(part, "control", update.control());
      text(part, "note", update.note());
    }
    return answer;
  }

  private static ParametersParameterComponent item(Parameters answer, WorkItem item) {
    ParametersParameterComponent part = work(answer, item);
    if (!Stranger.is(item.patient())) {
      text(part, "patient", "Patient/" + item.patient());
    }
    return part;
  }

  private static ParametersParameterComponent work(Parameters answer, WorkItem item) {
    ParametersParameterComponent part = answer.addParameter().setName("item");
    text(part, "id", Long.toString(item.id()));
    text(part, "lease", item.lease().toString());
    text(part, "kind", item.kind());
    part.addPart().setName("attempts").setValue(new IntegerType(item.attempts()));
    return part;
  }

  private static void text(ParametersParameterComponent part, String name, String value) {
    if (value != null && !value.isEmpty()) {
      part.addPart().setName(name).setValue(new StringType(value));
    }
  }
}
