using System.Text;
using Breezeway.Annex;
using Breezeway.Annex.Logs;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Cli.Run;

namespace Breezeway.Cli.Commands;

public sealed class ListCommand : AnnexCommand
{
    static readonly Option s_all = new("--allrepos", "show all repositories, not only remotes");

    public override string Name => "list";
    public override Section Section => Section.Query;
    public override string Summary => "show which remotes contain files";
    public override string Parameters => "[PATH ...]";
    public override IReadOnlyList<Option> Options => [s_all, .. MatchingOptions.All];

    public override int Run(Arguments arguments)
    {
        using var run = CommandRun.Open(Name, arguments);
        var columns = Columns(run, arguments.Has(s_all));
        for (int i = 0; i < columns.Count; i++) Out.Line($"{new string('|', i)}{columns[i].Name}{Mark(run, columns[i].Uuid)}");
        Out.Line(new string('|', columns.Count));
        new SeekRun(run) { Overlap = false }.Do(item =>
        {
            run.Reporter.CountStarted();
            var have = run.Locations.Of(item.Key);
            var line = new StringBuilder();
            foreach (var (uuid, _) in columns) line.Append(!have.Contains(uuid) ? '_' : run.Locations.TrustOf(uuid) == TrustLevel.Untrusted ? 'x' : 'X');
            Out.Line($"{line} {item.Shown}");
        });
        return run.Finish();
    }

    static string Mark(CommandRun run, Uuid uuid) => run.Locations.TrustOf(uuid) == TrustLevel.Untrusted ? " (untrusted)" : "";

    /// <summary>Here, then remotes by name, then those that are always there.</summary>
    static List<(Uuid Uuid, string Name)> Columns(CommandRun run, bool all)
    {
        var columns = new List<(Uuid Uuid, string Name)> { (run.Repository.Uuid, "here") };
        bool IsNew(Uuid u) => !u.IsNone && !columns.Any(c => c.Uuid == u);
        foreach (var remote in run.Remotes.All.OrderBy(r => r.Url.Length == 0).ThenBy(r => r.Name, StringComparer.Ordinal))
            if (IsNew(remote.Uuid) && run.Locations.IsAlive(remote.Uuid)) columns.Add((remote.Uuid, remote.Name));
        foreach (var (uuid, name) in new[] { (Uuid.Web, "web"), (Uuid.BitTorrent, "bittorrent") })
            if (IsNew(uuid) && run.Locations.IsAlive(uuid)) columns.Add((uuid, name));
        if (!all) return columns;
        foreach (var (uuid, description) in DescriptionLog.Parse(run.Repository.Branch.Read(DescriptionLog.Path)).OrderBy(d => d.Key))
            if (IsNew(uuid) && run.Locations.IsAlive(uuid)) columns.Add((uuid, description));
        return columns;
    }
}
