using System.Globalization;

namespace Breezeway.Annex.Matching;

/// <summary>Durations as in <c>1h5m</c>, <c>2d</c>, <c>1y</c>: years of 365 days, days, hours, minutes, seconds (policy.md 6).</summary>
/// <remarks>The parts come in any order, and a last number without a unit is seconds (run MID).</remarks>
public static class Durations
{
    static readonly (char Letter, long Seconds)[] s_units = [('y', 365 * 86400), ('d', 86400), ('h', 3600), ('m', 60), ('s', 1)];

    /// <summary>False for what is no duration. One that is too long becomes <see cref="TimeSpan.MaxValue"/>.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (text.Length == 0) return false;
        decimal seconds = 0;
        for (int i = 0; i < text.Length;)
        {
            int start = i;
            while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
            if (i == start) return false;
            decimal number = i - start <= 18 ? decimal.Parse(text.AsSpan(start, i - start), NumberStyles.None, CultureInfo.InvariantCulture) : 1_000_000_000_000_000_000m;
            long unit = 1;
            if (i < text.Length)
            {
                int u = Array.FindIndex(s_units, x => x.Letter == text[i]);
                if (u < 0) return false;
                unit = s_units[u].Seconds;
                i++;
            }
            seconds = Math.Min(seconds + number * unit, 1_000_000_000_000_000_000m);
        }
        duration = seconds > TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerSecond ? TimeSpan.MaxValue : TimeSpan.FromSeconds((long)seconds);
        return true;
    }

    /// <summary><c>1h5m</c>: the largest unit and the next smaller one, if that is not zero; what is smaller is left out (run MID). <c>0s</c> for none.</summary>
    public static string Format(TimeSpan duration)
    {
        long seconds = duration.Ticks / TimeSpan.TicksPerSecond;
        int u = Array.FindIndex(s_units, x => seconds >= x.Seconds);
        if (u < 0) return "0s";
        string text = string.Create(CultureInfo.InvariantCulture, $"{seconds / s_units[u].Seconds}{s_units[u].Letter}");
        if (u + 1 == s_units.Length || seconds % s_units[u].Seconds / s_units[u + 1].Seconds is not (> 0 and var next)) return text;
        return string.Create(CultureInfo.InvariantCulture, $"{text}{next}{s_units[u + 1].Letter}");
    }
}
