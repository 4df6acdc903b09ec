using System.Globalization;
using System.Text;
using Breezeway.Remotes.P2P.Messages;

namespace Breezeway.Remotes.Ssh;

/// <summary>Where an ssh url leads.</summary>
/// <param name="User">Null for the one that ssh's configuration says.</param>
/// <param name="Host">A name or address, without brackets.</param>
/// <param name="Port">Null for the one that ssh's configuration says.</param>
/// <param name="Path">As git-annex-shell takes it: absolute, or <c>/~/x</c> and <c>/~user/x</c> for what starts at a home directory.</param>
public sealed record SshAddress(string? User, string Host, int? Port, string Path)
{
    /// <summary>What ssh is told to connect to.</summary>
    public string Login => User is null ? Host : $"{User}@{Host}";

    /// <summary>As a url, whatever form it was written in.</summary>
    public string Url
    {
        get
        {
            string host = Host.Contains(':') ? $"[{Host}]" : Host;
            return string.Create(CultureInfo.InvariantCulture, $"ssh://{(User is null ? "" : User + "@")}{host}{(Port is int p ? $":{p}" : "")}{Path}");
        }
    }

    /// <summary>Null for what is no ssh url, and for hosts and users that ssh would take for options.</summary>
    public static SshAddress? TryParse(string url)
    {
        int scheme = url.IndexOf("://", StringComparison.Ordinal);
        var address = scheme >= 0
            ? url[..scheme].ToLowerInvariant() is "ssh" or "git+ssh" or "ssh+git" ? OfUrl(url[(scheme + 3)..]) : null
            : OfScp(url);
        return address is { Host.Length: > 0 } && IsSafe(address.Host) && (address.User is null || IsSafe(address.User)) ? address : null;
    }

    static bool IsSafe(string word) => word.Length > 0 && word[0] != '-' && !word.Any(c => c is <= ' ' or '\x7f');

    static SshAddress? OfUrl(string rest)
    {
        int slash = rest.IndexOf('/');
        string authority = slash < 0 ? rest : rest[..slash], path = slash < 0 ? "/" : rest[slash..];
        return WithAuthority(Unescape(authority), Unescape(path));
    }

    /// <summary><c>[user@]host:path</c>; the brackets of an address, or of host and port, may stand around either part.</summary>
    static SshAddress? OfScp(string url)
    {
        int from = url.IndexOf('[') is var open and >= 0 && url.IndexOf(']', open) is var close and > 0 ? close : 0;
        int colon = url.IndexOf(':', from);
        if (colon <= 0 || (url.IndexOf('/') is var slash && slash >= 0 && slash < colon)) return null;
        string path = url[(colon + 1)..];
        if (!path.StartsWith('/')) path = path.StartsWith('~') ? "/" + path : "/~/" + path;
        string authority = url[..colon];
        // [host:port]:path and [user@host:port]:path
        if (authority.StartsWith('[') && authority.EndsWith(']') && authority.Count(c => c == ':') == 1) authority = authority[1..^1];
        return WithAuthority(authority, path);
    }

    static SshAddress? WithAuthority(string authority, string path)
    {
        int at = authority.LastIndexOf('@');
        string? user = at < 0 ? null : authority[..at];
        string host = authority[(at + 1)..];
        string? port = null;
        if (host.StartsWith('['))
        {
            int close = host.IndexOf(']');
            if (close < 0) return null;
            string after = host[(close + 1)..];
            host = host[1..close];
            if (after.StartsWith(':')) port = after[1..];
            else if (after.Length > 0) return null;
        }
        else if (host.IndexOf(':') is var colon and >= 0 && host.IndexOf(':', colon + 1) < 0) (host, port) = (host[..colon], host[(colon + 1)..]);
        if (string.IsNullOrEmpty(port)) return new(user, host, null, path);
        return Fields.Unsigned(port) is long n and > 0 and < 65536 ? new(user, host, (int)n, path) : null;
    }

    static string Unescape(string text)
    {
        if (!text.Contains('%')) return text;
        var s = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
            if (text[i] == '%' && i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte b)) { s.Append((char)b); i += 2; }
            else s.Append(text[i]);
        return s.ToString();
    }
}
