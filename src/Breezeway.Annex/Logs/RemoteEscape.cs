using System.Buffers;
using System.Globalization;
using System.Text;
using Breezeway.Base.Text;

namespace Breezeway.Annex.Logs;

/// <summary>Values in remote.log: white space and <c>&amp;</c> are written <c>&amp;codepoint;</c>. The text is byte text, the code points are those of its UTF-8.</summary>
static class RemoteEscape
{
    public static string Escape(string value)
    {
        if (!NeedsEscape(value)) return value;
        var s = new StringBuilder(value.Length + 16);
        ReadOnlySpan<byte> rest = ByteText.Bytes(value);
        while (rest.Length > 0)
        {
            bool ok = Rune.DecodeFromUtf8(rest, out var rune, out int n) == OperationStatus.Done;
            if (!ok) n = 1;
            if (ok && (rune.Value == '&' || IsSpace(rune))) s.Append(CultureInfo.InvariantCulture, $"&{rune.Value};");
            else foreach (byte b in rest[..n]) s.Append((char)b);
            rest = rest[n..];
        }
        return s.ToString();
    }

    static bool NeedsEscape(string value)
    {
        foreach (char c in value) if (c <= ' ' || c == '&' || c > '~') return true;
        return false;
    }

    static bool IsSpace(Rune r) => r.Value is >= 9 and <= 13 || Rune.GetUnicodeCategory(r) == UnicodeCategory.SpaceSeparator;

    /// <summary>What is no escape stays as it is.</summary>
    public static string Unescape(string text)
    {
        if (!text.Contains('&')) return text;
        var s = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            int end = i + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
            if (text[i] == '&' && end > i + 1 && end < text.Length && text[end] == ';'
                && int.TryParse(text.AsSpan(i + 1, end - i - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int code) && Rune.IsValid(code))
            {
                s.Append(ByteText.Utf8(new Rune(code).ToString()));
                i = end;
            }
            else s.Append(text[i]);
        }
        return s.ToString();
    }
}
