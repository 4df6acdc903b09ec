using Breezeway.Base.Text;

namespace Breezeway.Annex.Logs;

/// <summary>Values that a log's grammar could not hold are written as <c>!</c> and base64 (branch.md 4).</summary>
static class Base64Value
{
    /// <param name="reserved">The chars that cannot stand in the log.</param>
    public static string Encode(string value, string reserved) =>
        value.StartsWith('!') || value.AsSpan().IndexOfAny(reserved) >= 0 ? "!" + Convert.ToBase64String(ByteText.Bytes(value)) : value;

    /// <summary>Null when what follows the <c>!</c> is no base64.</summary>
    public static string? Decode(ReadOnlySpan<char> text)
    {
        if (text.Length == 0 || text[0] != '!') return text.ToString();
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64Chars(text[1..], bytes, out int n) ? ByteText.From(bytes.AsSpan(0, n)) : null;
    }
}
