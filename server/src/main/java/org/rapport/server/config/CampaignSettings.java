package org.rapport.server.config;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an operator can set about messages to segments (docs/settings.md). Immutable; values have
 * passed {@link SettingsCheck}.
 *
 * @param approvalAbove with more recipients than this a second person approves it
 * @param undo how long it waits, once its recipients are fixed, before its first message
 * @param rate messages a minute that it hands out at most
 * @param longestWait one about a service goes slowly while the next free time is further away than
 *     this
 * @param demand or while more than so many ask for each free time
 */
@ConfigurationProperties("rapport.campaigns")
public record CampaignSettings(
    @DefaultValue("100") int approvalAbove,
    @DefaultValue("PT10M") Duration undo,
    @DefaultValue("600") int rate,
    @DefaultValue("P14D") Duration longestWait,
    @DefaultValue("2") double demand) {}
