namespace Breezeway.Annex.Logs;

/// <summary>Who fetches a url.</summary>
public enum UrlBy
{
    /// <summary>Plain download.</summary>
    Web,
    /// <summary>yt-dlp; written with the prefix <c>yt:</c>, read with <c>quvi:</c> too.</summary>
    YtDlp,
    /// <summary>Another remote that claimed it; prefix <c>:</c>.</summary>
    Other,
}

/// <summary>A url of a key.</summary>
public readonly record struct KeyUrl(string Url, UrlBy By)
{
    /// <summary>From the info of a line of the log.</summary>
    public static KeyUrl Parse(string info) => info switch
    {
        [':', .. var url] => new(url, UrlBy.Other),
        ['y', 't', ':', .. var url] => new(url, UrlBy.YtDlp),
        ['q', 'u', 'v', 'i', ':', .. var url] => new(url, UrlBy.YtDlp),
        _ => new(info, UrlBy.Web),
    };

    /// <summary>As in the log.</summary>
    public override string ToString() => By switch { UrlBy.Other => ":" + Url, UrlBy.YtDlp => "yt:" + Url, _ => Url };
}

/// <summary>
/// <c>.log.web</c>: the urls of a key. Whoever changes it also keeps the web's place in the location log: present with the first url that is
/// not <see cref="UrlBy.Other"/>, missing without any.
/// </summary>
public static class UrlLog
{
    /// <summary>The urls a key has now, sorted by their text in the log.</summary>
    public static IReadOnlyList<KeyUrl> Parse(string text) => [.. PresenceLog.Parse(text).With(PresenceStatus.Present).Select(KeyUrl.Parse)];

    /// <summary>Whether the web has the key: some url is for the web or yt-dlp.</summary>
    public static bool IsOnWeb(string text) => Parse(text).Any(u => u.By != UrlBy.Other);

    /// <summary>The text after a url was added or removed; null when nothing changes.</summary>
    public static string? Change(string text, KeyUrl url, bool present, LogClock clock)
    {
        string info = url.ToString();
        if (!present && PresenceLog.Parse(text).Current(info) is null) return null;
        return PresenceLog.ChangeText(text, info, present ? PresenceStatus.Present : PresenceStatus.Missing, clock);
    }
}
