using System.Globalization;
using Breezeway.Annex;

namespace Breezeway.Sync.Transfer;

/// <summary>
/// When a failed transfer is tried again (transfer.md 5). One that got further than the time before: at once, at most <paramref name="Forward"/> times. Otherwise at most
/// <paramref name="Plain"/> times, after a delay that doubles. Pure.
/// </summary>
/// <param name="Forward">annex.forward-retry, 5 by default.</param>
/// <param name="Plain">annex.retry, 0 by default.</param>
/// <param name="Delay">annex.retrydelay, 1 s by default.</param>
public sealed record RetryPolicy(int Forward = 5, int Plain = 0, TimeSpan? Delay = null)
{
    static readonly TimeSpan s_defaultDelay = TimeSpan.FromSeconds(1);

    /// <summary>remote.X.annex-retry counts for both; annex.* otherwise.</summary>
    public static RetryPolicy Of(RemoteSettings remote)
    {
        var c = remote.Config;
        int? own = Number(c.Get($"remote.{remote.Name}.annex-retry"));
        string? delay = c.Get($"remote.{remote.Name}.annex-retrydelay") ?? c.Get("annex.retrydelay");
        return new(own ?? Number(c.Get($"remote.{remote.Name}.annex-forward-retry")) ?? Number(c.Get("annex.forward-retry")) ?? 5, own ?? Number(c.Get("annex.retry")) ?? 0,
            double.TryParse(delay?.TrimEnd('s'), NumberStyles.Float, CultureInfo.InvariantCulture, out double s) && s >= 0 ? TimeSpan.FromSeconds(Math.Min(s, 86400)) : null);
    }

    static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : null;

    /// <summary>Null when it is not tried again; else how long to wait first.</summary>
    /// <param name="forward">Tries so far that got further than the one before.</param>
    /// <param name="plain">Tries so far that did not.</param>
    /// <param name="gotFurther">This one did.</param>
    public TimeSpan? Next(int forward, int plain, bool gotFurther)
    {
        if (gotFurther && forward < Forward) return TimeSpan.Zero;
        if (plain >= Plain) return null;
        return (Delay ?? s_defaultDelay) * Math.Pow(2, Math.Min(plain, 20));
    }
}
