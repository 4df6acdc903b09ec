using Breezeway.Annex;
using Breezeway.Base.Processes;
using Breezeway.Git;
using Breezeway.Git.Config;

namespace Breezeway.Remotes;

/// <summary>How a remote is reached.</summary>
public enum RemoteKind
{
    /// <summary>A directory of this machine.</summary>
    Path,
    Ssh,
    Http,
    /// <summary>git-annex over http (remote.X.annexUrl).</summary>
    AnnexHttp,
    Gcrypt,
    /// <summary>tor-annex:: and p2p-annex:: addresses.</summary>
    PeerToPeer,
    /// <summary>No git repository: remote.X.annex-directory, annex-rsyncurl, annex-externaltype ...</summary>
    Special,
    /// <summary>git alone can use it (git://, bundles, other helpers).</summary>
    GitOnly,
}

/// <summary>Reads a remote's address. Pure, but for the home directory and the user's insteadOf settings.</summary>
public static class RemoteAddress
{
    /// <summary>The url with url.BASE.insteadOf applied: the longest beginning wins.</summary>
    public static string Rewrite(string url, GitConfig config)
    {
        string? best = null, with = null;
        foreach (string @base in config.Subsections("url"))
            foreach (string start in config.GetAll($"url.{@base}.insteadof"))
                if (url.StartsWith(start, StringComparison.Ordinal) && start.Length > (best?.Length ?? -1)) (best, with) = (start, @base);
        return best is null ? url : with + url[best.Length..];
    }

    /// <summary>The kind of a url as git understands it (<c>host:path</c> is ssh unless a slash stands before the colon).</summary>
    public static RemoteKind KindOf(string url)
    {
        if (url.StartsWith("gcrypt::", StringComparison.Ordinal)) return RemoteKind.Gcrypt;
        if (url.StartsWith("tor-annex::", StringComparison.Ordinal) || url.StartsWith("p2p-annex::", StringComparison.Ordinal)) return RemoteKind.PeerToPeer;
        if (url.Contains("::", StringComparison.Ordinal) && url.IndexOf('/') is var s && (s < 0 || url.IndexOf("::", StringComparison.Ordinal) < s)) return RemoteKind.GitOnly;
        int scheme = url.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0)
            return url[..scheme].ToLowerInvariant() switch
            {
                "file" => RemoteKind.Path,
                "ssh" or "git+ssh" or "ssh+git" => RemoteKind.Ssh,
                "http" or "https" => RemoteKind.Http,
                "annex+http" or "annex+https" => RemoteKind.AnnexHttp,
                _ => RemoteKind.GitOnly,
            };
        int colon = url.IndexOf(':'), slash = url.IndexOf('/');
        return colon > 0 && (slash < 0 || colon < slash) ? RemoteKind.Ssh : RemoteKind.Path;
    }

    /// <summary>The directory of a path url: file:// decoded, <c>~</c> and relative paths (from the top of the repository) resolved.</summary>
    public static string PathOf(string url, string top)
    {
        if (url.StartsWith("file://", StringComparison.OrdinalIgnoreCase))
        {
            string rest = url[7..];
            if (rest.StartsWith("localhost/", StringComparison.OrdinalIgnoreCase)) rest = rest[9..];
            return RepositoryLocation.Absolute(Unescape(rest), top);
        }
        if (url == "~" || url.StartsWith("~/", StringComparison.Ordinal)) return RepositoryLocation.Absolute(ProcessEnvironment.Home + url[1..]);
        return RepositoryLocation.Absolute(url, top);
    }

    static string Unescape(string s)
    {
        if (!s.Contains('%')) return s;
        var r = new System.Text.StringBuilder(s.Length);
        for (int i = 0; i < s.Length; i++)
            if (s[i] == '%' && i + 2 < s.Length && char.IsAsciiHexDigit(s[i + 1]) && char.IsAsciiHexDigit(s[i + 2])) { r.Append((char)Convert.ToByte(s.Substring(i + 1, 2), 16)); i += 2; }
            else r.Append(s[i]);
        return r.ToString();
    }

    /// <summary>The setting that says which special remote it is (annex-directory ...); null for a git remote.</summary>
    public static string? SpecialType(RemoteSettings settings)
    {
        foreach (string type in s_special)
            if (settings.Config.Has($"remote.{settings.Name}.annex-{type}")) return type;
        return null;
    }

    static readonly string[] s_special = ["directory", "rsyncurl", "externaltype", "s3", "webdav", "bup", "ddar", "glacier", "hooktype", "adb", "borg", "httpalso", "gcrypt", "git-lfs", "tahoe", "androiddirectory", "webdav", "compute"];
}
