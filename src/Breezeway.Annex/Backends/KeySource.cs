using System.Text;
using Breezeway.Base.Text;

namespace Breezeway.Annex.Backends;

/// <summary>What a key is made from.</summary>
/// <param name="File">Path from the top of the work tree.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Mtime">Whole seconds since 1970.</param>
public sealed record KeySource(string File, long Size, long Mtime)
{
    /// <summary>annex.maxextensionlength, bytes without the dot.</summary>
    public int MaxExtensionLength { get; init; } = 4;
    /// <summary>annex.maxextensions.</summary>
    public int MaxExtensions { get; init; } = 2;

    /// <summary>The extension that backends ending in E keep (repository.md 1.4): <c>.tar.gz</c>, or empty.</summary>
    public string Extension
    {
        get
        {
            string name = File[(File.LastIndexOf('/') + 1)..].TrimStart('.');
            int dot = name.IndexOf('.');
            if (dot < 0) return "";
            var parts = name[(dot + 1)..].Split('.');
            var kept = new List<string>();
            for (int i = parts.Length - 1; i >= 0 && parts[i].Length <= MaxExtensionLength; i--)
                if (parts[i].All(c => c >= 0x80 || char.IsAsciiLetterOrDigit(c))) kept.Add(parts[i]);
            var s = new StringBuilder();
            for (int i = Math.Min(kept.Count, MaxExtensions) - 1; i >= 0; i--)
                if (kept[i].Length > 0) s.Append('.').Append(kept[i]);
            return s.ToString();
        }
    }

    /// <summary>A text as the name of a key that is no hash (repository.md 1.3, gen).</summary>
    public static string GenName(string raw)
    {
        string chars = ByteText.Decode(raw);
        var s = new StringBuilder();
        foreach (var r in chars.EnumerateRunes())
        {
            if (r.IsAscii && (char.IsAsciiLetterOrDigit((char)r.Value) || "-_./%:".Contains((char)r.Value))) s.Append((char)r.Value);
            else if (r.Value == ',') s.Append(",,");
            else s.Append(',').Append(r.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        string e = s.ToString();
        if (raw.Length <= 64) return e;
        return string.Concat(e.AsSpan(0, Math.Min(31, e.Length)), "-", Keys.HashDirs.Md5Hex(raw));
    }
}
