using System.Globalization;

namespace Breezeway.Annex.Logs;

/// <summary>Numbers in logs are read as far as they go: <c>1GB</c> is 1, as git-annex reads it.</summary>
static class LogNumber
{
    /// <summary>Null when there is no number at the start, or one beyond a long.</summary>
    public static long? Parse(string text)
    {
        int start = text.StartsWith('-') ? 1 : 0, end = start;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        return end > start && long.TryParse(text.AsSpan(0, end), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long n) ? n : null;
    }

    public static string Format(long n) => n.ToString(CultureInfo.InvariantCulture);
}
