namespace Breezeway.Annex.Logs;

/// <summary>
/// Gives the timestamp of a change (branch.md 1): now in whole seconds, or the value of GIT_ANNEX_VECTOR_CLOCK as it is when it
/// parses; and one second more than the entry being replaced when that is not older.
/// </summary>
/// <param name="clock">The time of day.</param>
/// <param name="vectorClock">The value of GIT_ANNEX_VECTOR_CLOCK, null when it is not set.</param>
public sealed class LogClock(TimeProvider clock, string? vectorClock = null)
{
    readonly LogTime? _fixed = vectorClock is not null && LogTime.TryParse(vectorClock, out var t) ? t : null;

    /// <summary>The timestamp of a change that replaces nothing.</summary>
    public LogTime Now() => _fixed ?? LogTime.FromSeconds(clock.GetUtcNow().ToUnixTimeSeconds());

    /// <summary>The timestamp of a change that replaces an entry of that time.</summary>
    public LogTime After(LogTime replaced)
    {
        var now = Now();
        return replaced >= now ? replaced.NextSecond() : now;
    }

    /// <summary>The timestamp of a change that replaces an entry of that time, null for none.</summary>
    public LogTime After(LogTime? replaced) => replaced is LogTime r ? After(r) : Now();
}
