using System.Text;
using Breezeway.Annex.Keys;

namespace Breezeway.Annex.Branch;

/// <summary>The logs a key can have, each in a file of its own (branch.md 4).</summary>
public enum KeyLog
{
    /// <summary><c>.log</c></summary>
    Location,
    /// <summary><c>.log.web</c></summary>
    Url,
    /// <summary><c>.log.met</c></summary>
    Metadata,
    /// <summary><c>.log.rmet</c></summary>
    RemoteMetadata,
    /// <summary><c>.log.rmt</c></summary>
    RemoteState,
    /// <summary><c>.log.cid</c></summary>
    ContentIdentifier,
    /// <summary><c>.log.cnk</c></summary>
    Chunk,
    /// <summary><c>.log.ek</c></summary>
    EquivalentKey,
}

/// <summary>Paths of files in the git-annex branch, and their names in the journal. Pure.</summary>
public static class BranchPath
{
    /// <summary>The path of a key's log.</summary>
    /// <param name="levels">2, or 1 with the tuning OneLevelBranchHash.</param>
    public static string Of(Key key, KeyLog log, int levels = 2) =>
        string.Concat(HashDirs.Lower(key, levels), KeyFile.Escape(key), Extension(log));

    /// <summary>Where very old versions put a key's urls: read, in this order, only when <see cref="KeyLog.Url"/> has none.</summary>
    public static IReadOnlyList<string> OldUrlPaths(Key key, int levels = 2)
    {
        string dir = "remote/web/" + HashDirs.Lower(key, levels);
        return [$"{dir}{key}.log", $"{dir}{KeyFile.Escape(key)}.log"];
    }

    public static string Extension(KeyLog log) => log switch
    {
        KeyLog.Location => ".log",
        KeyLog.Url => ".log.web",
        KeyLog.Metadata => ".log.met",
        KeyLog.RemoteMetadata => ".log.rmet",
        KeyLog.RemoteState => ".log.rmt",
        KeyLog.ContentIdentifier => ".log.cid",
        KeyLog.Chunk => ".log.cnk",
        _ => ".log.ek",
    };

    /// <summary>
    /// The key and log a path belongs to; null for the files at the top, for paths of another depth, and when the name is not a key's.
    /// The hash directories are not checked.
    /// </summary>
    public static (Key Key, KeyLog Log)? TryParse(string path, int levels = 2)
    {
        int slashes = 0, name = 0;
        for (int i = 0; i < path.Length; i++)
            if (path[i] == '/') { slashes++; name = i + 1; }
        if (slashes != levels || LogOf(path) is not KeyLog log) return null;
        int end = path.Length - Extension(log).Length;
        return end > name && KeyFile.TryParse(path[name..end]) is Key key ? (key, log) : null;
    }

    static KeyLog? LogOf(string path)
    {
        int i = path.LastIndexOf(".log", StringComparison.Ordinal);
        if (i < 0) return null;
        return path.AsSpan(i) switch
        {
            ".log" => KeyLog.Location,
            ".log.web" => KeyLog.Url,
            ".log.met" => KeyLog.Metadata,
            ".log.rmet" => KeyLog.RemoteMetadata,
            ".log.rmt" => KeyLog.RemoteState,
            ".log.cid" => KeyLog.ContentIdentifier,
            ".log.cnk" => KeyLog.Chunk,
            ".log.ek" => KeyLog.EquivalentKey,
            _ => null,
        };
    }

    /// <summary>The name of a branch file in the journal (branch.md 5): <c>/</c> as <c>_</c>, <c>_</c> as <c>__</c>.</summary>
    public static string ToJournal(string path)
    {
        var s = new StringBuilder(path.Length + 4);
        foreach (char c in path)
            _ = c switch { '/' => s.Append('_'), '_' => s.Append("__"), _ => s.Append(c) };
        return s.ToString();
    }

    /// <summary>The branch file a name in the journal stands for.</summary>
    public static string FromJournal(string name)
    {
        var s = new StringBuilder(name.Length);
        for (int i = 0; i < name.Length; i++)
        {
            if (name[i] != '_') s.Append(name[i]);
            else if (i + 1 < name.Length && name[i + 1] == '_') { s.Append('_'); i++; }
            else s.Append('/');
        }
        return s.ToString();
    }
}
