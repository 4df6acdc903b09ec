using System.Globalization;
using Breezeway.Annex.Logs;

namespace Breezeway.Annex.Transfers;

/// <summary>What a file below annex/transfer says (transfer.md 5): line 1 start time and bytes done, then the file's name, which may be empty.</summary>
/// <param name="Bytes">Null when not told.</param>
public sealed record TransferInfo(LogTime Start, long? Bytes, string File)
{
    public static TransferInfo Begin(TimeProvider time, string file)
    {
        long ms = time.GetUtcNow().ToUnixTimeMilliseconds();
        LogTime.TryParse(string.Create(CultureInfo.InvariantCulture, $"{ms / 1000}.{ms % 1000:D3}s"), out var start);
        return new(start, null, file);
    }

    public static TransferInfo? TryParse(string text)
    {
        int nl = text.IndexOf('\n');
        var first = (nl < 0 ? text : text[..nl]).Split(' ');
        if (!LogTime.TryParse(first[0], out var start)) return null;
        long? bytes = first.Length > 1 && long.TryParse(first[1], NumberStyles.None, CultureInfo.InvariantCulture, out long b) ? b : null;
        return new(start, bytes, nl < 0 ? "" : text[(nl + 1)..].TrimEnd('\n'));
    }

    public string Format() => Bytes is long b ? $"{Start} {b.ToString(CultureInfo.InvariantCulture)}\n{File}\n" : $"{Start}\n{File}\n";
}
