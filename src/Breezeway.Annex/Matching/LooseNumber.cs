using System.Globalization;

namespace Breezeway.Annex.Matching;

/// <summary>
/// Reads the number a text begins with, as git-annex does for sizes and metadata: <c>1</c>, <c>-1</c>, <c>1.5</c>, <c>1e3</c>, <c>0x1F</c>, <c>0o17</c>.
/// There are digits before and after a point, and no plus sign; <c>1.</c> is 1 followed by a point (run MID).
/// </summary>
static class LooseNumber
{
    /// <param name="rest">Where the text goes on behind the number.</param>
    public static bool TryRead(ReadOnlySpan<char> text, out double value, out int rest)
    {
        value = 0;
        int i = 0;
        while (i < text.Length && char.IsWhiteSpace(text[i])) i++;
        int start = i;
        bool negative = i < text.Length && text[i] == '-';
        if (negative) i++;
        if (TryReadRadix(text[i..], out value, out int used))
        {
            rest = i + used;
            if (negative) value = -value;
            return true;
        }
        int end = Digits(text, i);
        rest = end;
        if (end == i) return false;
        if (end + 1 < text.Length && text[end] == '.' && Digits(text, end + 1) is int fraction && fraction > end + 1) end = fraction;
        if (end < text.Length && text[end] is 'e' or 'E')
        {
            int e = end + 1;
            if (e < text.Length && text[e] is '+' or '-') e++;
            if (Digits(text, e) is int exponent && exponent > e) end = exponent;
        }
        rest = end;
        return double.TryParse(text[start..end], NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>The number that is the whole text, spaces around it aside; null when it is none.</summary>
    public static double? TryParse(string text) =>
        TryRead(text, out double value, out int rest) && text.AsSpan(rest).IsWhiteSpace() ? value : null;

    static bool TryReadRadix(ReadOnlySpan<char> text, out double value, out int used)
    {
        value = 0;
        used = 0;
        if (text.Length < 3 || text[0] != '0') return false;
        int radix = text[1] switch { 'x' or 'X' => 16, 'o' or 'O' => 8, _ => 0 };
        if (radix == 0) return false;
        int i = 2;
        for (; i < text.Length && char.IsAsciiHexDigit(text[i]); i++)
        {
            int digit = char.IsAsciiDigit(text[i]) ? text[i] - '0' : (text[i] | 0x20) - 'a' + 10;
            if (digit >= radix) break;
            value = value * radix + digit;
        }
        used = i;
        return i > 2;
    }

    static int Digits(ReadOnlySpan<char> text, int i)
    {
        while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
        return i;
    }
}
