using System.Diagnostics;

namespace Breezeway.Testing;

/// <summary>Waiting for something outside this process, which cannot tell us: polled every 2 ms, up to a deadline.</summary>
public static class Until
{
    static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(2);

    /// <summary>How long a test waits for what should take milliseconds: generous, for a loaded machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits until it holds, else fails with the message and the details asked for then.</summary>
    public static void Holds(string what, Func<bool> condition, TimeSpan? within = null, Func<string>? details = null)
    {
        if (!Try(condition, within ?? Patience))
            throw new TimeoutException($"not within {(within ?? Patience).TotalSeconds:0} s: {what}{(details is null ? "" : "\n" + details())}");
    }

    /// <summary>True as soon as it holds, false at the deadline.</summary>
    public static bool Try(Func<bool> condition, TimeSpan within)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (clock.Elapsed > within) return false;
            Thread.Sleep(s_poll);
        }
        return true;
    }

    /// <summary>True if it holds during the whole span: for what must not happen.</summary>
    public static bool Stays(Func<bool> condition, TimeSpan span) => !Try(() => !condition(), span);
}
