using System.Globalization;
using Breezeway.Base.Text;

namespace Breezeway.Assistant.Daemon;

/// <summary>annex/daemon.status (assistant.md 1): when a daemon last ran here, and how far it came.</summary>
public sealed record DaemonStatus(DateTimeOffset? LastRunning = null, bool ScanComplete = false, bool SanityCheckRunning = false, DateTimeOffset? LastSanityCheck = null)
{
    public static string PathOf(string annexDirectory) => $"{annexDirectory}/daemon.status";

    /// <summary>Unknown lines, and values that do not parse, count as not there.</summary>
    public static DaemonStatus Parse(string text)
    {
        var status = new DaemonStatus();
        foreach (string line in text.Split('\n'))
        {
            int colon = line.IndexOf(':');
            if (colon < 0) continue;
            string value = line[(colon + 1)..];
            status = line[..colon] switch
            {
                "lastRunning" => status with { LastRunning = Time(value) },
                "scanComplete" => status with { ScanComplete = value == "True" },
                "sanityCheckRunning" => status with { SanityCheckRunning = value == "True" },
                "lastSanityCheck" => status with { LastSanityCheck = Time(value) },
                _ => status,
            };
        }
        return status;
    }

    public byte[] Format() => ByteText.Bytes($"lastRunning:{Text(LastRunning)}\nscanComplete:{ScanComplete}\nsanityCheckRunning:{SanityCheckRunning}\nlastSanityCheck:{Text(LastSanityCheck)}\n");

    // seconds since 1970 with nine digits of fraction
    static string Text(DateTimeOffset? time)
    {
        if (time is not { } t) return "";
        long ticks = (t - DateTimeOffset.UnixEpoch).Ticks;
        return string.Create(CultureInfo.InvariantCulture, $"{ticks / TimeSpan.TicksPerSecond}.{ticks % TimeSpan.TicksPerSecond:D7}00s");
    }

    static DateTimeOffset? Time(string text) =>
        text.EndsWith('s') && decimal.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal seconds) && seconds < 253402300799m
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond)) : null;
}
