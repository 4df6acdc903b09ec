using System.Globalization;
using Breezeway.Annex;
using Breezeway.Annex.Branch;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Cli.Run;
using Breezeway.Cli.Seek;

namespace Breezeway.Cli.Commands;

public sealed class WhereisCommand : AnnexCommand
{
    static readonly Option s_format = new(["--format"], "FORMAT", "control format of output");

    public override string Name => "whereis";
    public override Section Section => Section.Query;
    public override string Summary => "lists repositories that have file content";
    public override string Parameters => "[PATH ...]";
    public override IReadOnlyList<Option> Options => [.. ContentOptions.Keys, .. ContentOptions.Batches, s_format, .. OutputOptions.WithJson, .. MatchingOptions.All];

    public override int Run(Arguments arguments)
    {
        using var run = CommandRun.Open(Name, arguments);
        var format = arguments.Value(s_format) is { } f ? Format.Parse(f) : null;
        new SeekRun(run) { Overlap = false }.Do(item => Act(run, format, item));
        return run.Finish();
    }

    static void Act(CommandRun run, Format? format, SeekItem item)
    {
        var all = run.Locations.Of(item.Key);
        var untrusted = all.Where(u => run.Locations.TrustOf(u) == TrustLevel.Untrusted).ToList();
        var safe = all.Except(untrusted).ToList();
        if (format is not null)
        {
            run.Reporter.CountStarted();
            foreach (string line in Lines(run, format, item, all)) Out.Write(line);
            return;
        }
        var report = run.Start(item);
        string count = string.Create(CultureInfo.InvariantCulture, $"{safe.Count} {(safe.Count == 1 ? "copy" : "copies")}");
        const string doubt = "The following untrusted locations may also have copies:";
        report.ShowNote(count);
        if (safe.Count > 0) report.ShowLong(run.Names.Lines(safe));
        if (untrusted.Count > 0) report.ShowLong($"{doubt}\n{run.Names.Lines(untrusted)}");
        var web = UrlsOf(run.Repository, item.Key);
        foreach (var (uuid, urls) in web)
            if (all.Contains(uuid)) report.ShowLong(string.Join('\n', urls.Select(u => $"{NameOf(run, uuid)}: {u}")));
        report.HiddenNote(count);
        if (safe.Count > 0) report.HiddenNote(run.Names.Lines(safe) + "\n");
        if (untrusted.Count > 0) report.HiddenNote($"{doubt}\n{run.Names.Lines(untrusted)}\n");
        foreach (var (uuid, urls) in web)
            if (all.Contains(uuid)) report.HiddenNote(string.Join('\n', urls.Select(u => $"{NameOf(run, uuid)}: {u}")) + "\n");
        report.Field("whereis", List(run, safe, web));
        report.Field("untrusted", List(run, untrusted, web));
        report.End(safe.Count > 0);
    }

    static string NameOf(CommandRun run, Uuid uuid) => run.Remotes.Of(uuid)?.Name ?? (uuid == Uuid.Web ? "web" : run.Names.Of(uuid));

    static Dictionary<Uuid, List<string>> UrlsOf(AnnexRepository repository, Key key)
    {
        var urls = new Dictionary<Uuid, List<string>>();
        foreach (var url in UrlLog.Parse(repository.Branch.Read(repository.LogPath(key, KeyLog.Url))))
            if (url.By != UrlBy.Other) (urls.TryGetValue(Uuid.Web, out var list) ? list : urls[Uuid.Web] = []).Add(url.Url);
        return urls;
    }

    static Json.List List(CommandRun run, IEnumerable<Uuid> uuids, Dictionary<Uuid, List<string>> urls) => new([.. uuids.Select(u => Json.Object(
        ("description", run.Names.Of(u, markHere: false)), ("here", u == run.Repository.Uuid), ("urls", Json.Of(urls.GetValueOrDefault(u, []))), ("uuid", u.Value)))]);

    /// <summary>A line for each url, each location or each file, by what the format speaks of.</summary>
    static IEnumerable<string> Lines(CommandRun run, Format format, SeekItem item, IReadOnlyList<Uuid> locations)
    {
        string Fill(Uuid? uuid, string? url) => format.Fill(n => n switch
        {
            "file" => item.Shown, "uuid" => uuid?.Value, "url" => url, _ => KeyFields.Of(item.Key, n),
        });
        if (format.Uses("url")) return UrlsOf(run.Repository, item.Key).Where(u => locations.Contains(u.Key)).SelectMany(u => u.Value.Select(url => Fill(u.Key, url)));
        if (format.Uses("uuid")) return locations.Select(u => Fill(u, null));
        return [Fill(null, null)];
    }
}
