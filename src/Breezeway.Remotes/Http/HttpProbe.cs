using System.Net;
using Breezeway.Annex;
using Breezeway.Base.Text;
using Breezeway.Git.Config;

namespace Breezeway.Remotes.Http;

/// <summary>Learns from a web server's copy of a repository's configuration which repository it is (transfer.md 5, "http(s) git remotes"); the answer is kept in our configuration.</summary>
public static class HttpProbe
{
    const int LongestConfig = 1 << 20;

    /// <summary>The uuid; none when it could not be learned.</summary>
    public static Uuid Run(AnnexRepository repository, RemoteSettings settings, string url, HttpTransport transport, RemoteAccess access)
    {
        string config = $"{url.TrimEnd('/')}/config";
        try
        {
            using var answer = transport.Ask(HttpMethod.Get, config, 0, CancellationToken.None);
            if (answer.StatusCode == HttpStatusCode.OK && Read(answer) is { } text && ConfigFile.Parse(text).ToList() is { Count: > 0 } entries) return Learn(repository, settings, entries);
            Warn(access, settings, ignored: true, $"{config} download failed: {HttpTransport.Describe(answer)}");
        }
        catch (RemoteFailure e)
        {
            // it may be there another time
            Warn(access, settings, ignored: false, $"{config} {e.Message}");
            return default;
        }
        GitConfig.Set(repository.Top, $"remote.{settings.Name}.annex-ignore", "true");
        return default;
    }

    static void Warn(RemoteAccess access, RemoteSettings settings, bool ignored, string why)
    {
        access.Warn?.Invoke($"Remote {settings.Name} not usable by git-annex{(ignored ? "; setting annex-ignore" : " now")}");
        access.Warn?.Invoke(why);
    }

    static string? Read(HttpResponseMessage answer)
    {
        using var body = answer.Content.ReadAsStream();
        var all = new MemoryStream();
        var buffer = new byte[8192];
        for (int n; (n = HttpTransport.Read(body, buffer, CancellationToken.None)) > 0;)
        {
            all.Write(buffer, 0, n);
            if (all.Length > LongestConfig) return null;
        }
        string text = ByteText.From(all.ToArray());
        // a page that says it politely
        return text.TrimStart().StartsWith('<') ? null : text;
    }

    static Uuid Learn(AnnexRepository repository, RemoteSettings settings, List<ConfigEntry> entries)
    {
        var found = new Uuid(entries.LastOrDefault(e => e.Name == "annex.uuid").Value ?? "");
        if (found.IsNone || !found.IsPlain) return default;
        if (entries.LastOrDefault(e => e.Name == "core.bare") is { Name: not null, Value: var bare } && GitConfig.ParseBool(bare) == false)
            GitConfig.Set(repository.Top, $"remote.{settings.Name}.annex-bare", "false");
        GitConfig.Set(repository.Top, $"remote.{settings.Name}.annex-uuid", found.Value);
        return found;
    }
}
