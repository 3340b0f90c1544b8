package org.rapport.routes.rapport;

import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/** One operation of the server as an endpoint. */
@UriEndpoint(
    firstVersion = "0.1.0",
    scheme = "rapport",
    title = "Rapport",
    syntax = "rapport:operation",
    headersClass = WorkExchange.class,
    category = {Category.HEALTH})
public class RapportEndpoint extends DefaultEndpoint {
  @UriPath(description = "what the endpoint does, see the operations")
  @Metadata(required = true)
  private final String operation;

  @UriParam(
      label = "consumer",
      enums = "change,message,ehr-update,ehr-write,ehr-look-up,number-check,publish",
      description = "of `claim`, and needed there: the kind of work")
  private String kind;

  @UriParam(label = "consumer", defaultValue = "20", description = "items a claim, at most")
  private int max = 20;

  @UriParam(
      label = "consumer",
      defaultValue = "120",
      description = "after so long, unfinished items are somebody else's")
  private int leaseSeconds = 120;

  @UriParam(label = "consumer", defaultValue = "5", description = "how long a claim waits for work")
  private int waitSeconds = 5;

  @UriParam(
      label = "consumer",
      defaultValue = "8",
      description =
          "exchanges at once; a claim never takes more than there is room for. With `batch`: how many loops claim and run")
  private int concurrency = 8;

  @UriParam(
      label = "consumer",
      defaultValue = "false",
      description = "one exchange for the whole claim, its body the list")
  private boolean batch;

  RapportEndpoint(String uri, RapportComponent component, String operation) {
    super(uri, component);
    this.operation = operation;
  }

  @Override
  public RapportComponent getComponent() {
    return (RapportComponent) super.getComponent();
  }

  @Override
  public Producer createProducer() {
    return RapportOperation.fromCode(operation)
        .filter(step -> !step.isSource())
        .map(step -> new RapportProducer(this, step))
        .orElseThrow(() -> new IllegalArgumentException("rapport:" + operation + " is no step"));
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    if (RapportOperation.OUTCOME.code().equals(operation)) {
      OutcomeConsumer consumer = new OutcomeConsumer(this, processor);
      configureConsumer(consumer);
      return consumer;
    }
    if (!RapportOperation.CLAIM.code().equals(operation) || kind == null) {
      throw new IllegalArgumentException(
          "rapport:claim with a kind, and rapport:outcome, are the only sources");
    }
    ClaimConsumer consumer = new ClaimConsumer(this, processor);
    configureConsumer(consumer);
    return consumer;
  }

  /** Kind of work: change, message, ehr-update, ehr-write, ehr-look-up, number-check or publish. */
  public String getKind() {
    return kind;
  }

  public void setKind(String kind) {
    this.kind = kind;
  }

  /** How many items one claim takes at most. */
  public int getMax() {
    return max;
  }

  public void setMax(int max) {
    this.max = max;
  }

  /** Seconds after which unfinished items are somebody else's. */
  public int getLeaseSeconds() {
    return leaseSeconds;
  }

  public void setLeaseSeconds(int leaseSeconds) {
    this.leaseSeconds = leaseSeconds;
  }

  /** Seconds that a claim waits for work. */
  public int getWaitSeconds() {
    return waitSeconds;
  }

  public void setWaitSeconds(int waitSeconds) {
    this.waitSeconds = waitSeconds;
  }

  /** How many exchanges run at once. */
  public int getConcurrency() {
    return concurrency;
  }

  public void setConcurrency(int concurrency) {
    this.concurrency = concurrency;
  }

  /** One exchange for the whole claim, its body the list, instead of one an item. */
  public boolean isBatch() {
    return batch;
  }

  public void setBatch(boolean batch) {
    this.batch = batch;
  }
}
