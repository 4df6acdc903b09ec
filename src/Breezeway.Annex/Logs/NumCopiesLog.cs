namespace Breezeway.Annex.Logs;

/// <summary><c>numcopies.log</c> and <c>mincopies.log</c>: how many copies are wanted, and how many are never gone below.</summary>
public static class NumCopiesLog
{
    public const string Path = "numcopies.log";
    public const string MinPath = "mincopies.log";

    /// <summary>At least 1; null when none is set.</summary>
    public static int? Parse(string text) =>
        SingleValueLog.Current(text, LogNumber.Parse) is var (n, _) ? (int)Math.Clamp(n, 1, int.MaxValue) : null;

    /// <summary>The text that replaces the old one.</summary>
    /// <param name="copies">From 1.</param>
    public static string Set(string text, int copies, LogClock clock)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(copies, 1);
        return SingleValueLog.Set(text, LogNumber.Parse, LogNumber.Format(copies), clock);
    }
}
