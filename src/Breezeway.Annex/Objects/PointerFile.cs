using System.Text;
using Breezeway.Annex.Keys;
using Breezeway.Base.Files;
using Breezeway.Base.Text;

namespace Breezeway.Annex.Objects;

/// <summary>What stands for a key in git: a symlink's target (locked) or a pointer file (unlocked). repository.md 2.3 and 2.4.</summary>
public static class PointerFile
{
    /// <summary>Longest pointer in bytes.</summary>
    public const int MaxSize = 32768;
    const string Marker = "/annex/objects/";

    /// <summary>The text of a pointer file: <c>/annex/objects/KEYFILE\n</c>.</summary>
    public static string Format(Key key) => $"/annex/objects/{KeyFile.Escape(key)}\n";
    public static byte[] Bytes(Key key) => ByteText.Bytes(Format(key));

    /// <summary>The target of a locked file's symlink, from a file so many directories below the top.</summary>
    /// <param name="file">Path from the top of the work tree.</param>
    /// <param name="levels">1 with the objecthash1 tuning, else 2.</param>
    /// <param name="lower">With the objecthashlower tuning.</param>
    public static string LinkTarget(string file, Key key, int levels = 2, bool lower = false)
    {
        var s = new StringBuilder();
        foreach (char c in file) if (c == '/') s.Append("../");
        string name = KeyFile.Escape(key);
        return s.Append(".git/annex/objects/").Append(lower ? HashDirs.Lower(key, levels) : HashDirs.Mixed(key, levels)).Append(name).Append('/').Append(name).ToString();
    }

    /// <summary>The key of a link target or of a pointer's first line; null when it is none.</summary>
    public static Key? FromLink(string target)
    {
        if (!target.Contains(Marker, StringComparison.Ordinal) && !target.StartsWith("annex/objects/", StringComparison.Ordinal)) return null;
        int i = target.LastIndexOf('/');
        return i < 0 || !target.Contains(Marker, StringComparison.Ordinal) ? null : KeyFile.TryParse(target[(i + 1)..]);
    }

    /// <summary>The key of a pointer file's whole content; null when it is ordinary content.</summary>
    public static Key? TryParse(ReadOnlySpan<byte> content)
    {
        if (content.Length is 0 or > MaxSize) return null;
        int end = content.IndexOf((byte)'\n');
        var first = end < 0 ? content : content[..end];
        if (first.Length > 0 && first[^1] == '\r') first = first[..^1];
        if (first.Length > 8192 || first.IndexOf((byte)0) >= 0) return null;
        if (FromLink(ByteText.From(first)) is not { } key) return null;
        if (end < 0) return key;
        // every further line holds /annex/ and ends in a newline
        for (var rest = content[(end + 1)..]; rest.Length > 0;)
        {
            int n = rest.IndexOf((byte)'\n');
            if (n < 0 || rest[..n].IndexOf("/annex/"u8) < 0) return null;
            rest = rest[(n + 1)..];
        }
        return key;
    }

    /// <summary>The key of the pointer file at a path; null when it is something else, or not there. A symlink is never a pointer file.</summary>
    public static Key? Read(string path)
    {
        using var f = FileHandle.TryOpen(path, OpenMode.Read | OpenMode.NoFollow | OpenMode.NonBlocking, out _);
        if (f is null || f.Stat() is not { IsRegular: true, Size: > 0 and <= MaxSize }) return null;
        Span<byte> start = stackalloc byte[512];
        int n = f.ReadAt(start, 0);
        if (start[..n].IndexOf("/annex/objects/"u8) < 0) return null;
        return n < 512 ? TryParse(start[..n]) : TryParse(f.ReadToEnd(MaxSize + 1));
    }
}
