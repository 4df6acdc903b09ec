using System.Globalization;

namespace Breezeway.Annex.Tests;

/// <summary>A clock that stands still.</summary>
sealed class FixedTime(string utc) : TimeProvider
{
    public static readonly TimeProvider At1795491028 = new FixedTime("2026-11-24T03:30:28.9Z");

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture);
}
