package org.rapport.server.replay;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.instance.model.api.IIdType;
import org.rapport.server.store.PerTransaction;
import org.springframework.stereotype.Component;

/** What the running transaction's message has made and changed, and on whose behalf. */
@Component
class WrittenByIntake {
  private static final class Run {
    private final Map<String, String> references = new LinkedHashMap<>();
    private String agent = "unknown";
  }

  private final PerTransaction<Run> runs = new PerTransaction<>(Run::new, over -> {});

  /** Begins; whoever writes from here to the transaction's end does it for them. */
  void begin(String agent) {
    runs.get().ifPresent(run -> run.agent = agent);
  }

  String agent() {
    return runs.get().map(run -> run.agent).orElse("unknown");
  }

  /** Takes down a version; a later one of the same resource takes its place. */
  void add(IIdType id) {
    runs.get()
        .ifPresent(
            run ->
                run.references.put(
                    id.toUnqualifiedVersionless().getValue(), id.toUnqualified().getValue()));
  }

  /** References with versions, in the order in which they were first written. */
  List<String> all() {
    return runs.get().map(run -> List.copyOf(run.references.values())).orElse(List.of());
  }
}
