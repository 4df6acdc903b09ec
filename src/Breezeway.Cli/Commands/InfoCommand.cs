using Breezeway.Annex;
using Breezeway.Annex.Logs;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Cli.Run;
using Breezeway.Cli.Seek;

namespace Breezeway.Cli.Commands;

public sealed class InfoCommand : AnnexCommand
{
    static readonly Option s_bytes = new("--bytes", "display file sizes in bytes");
    static readonly Option s_autoEnable = new("--autoenable", "list special remotes that are configured to autoenable");
    static readonly Option s_dead = new("--dead-repositories", "list repositories that have been marked as dead");

    public override string Name => "info";
    public override Section Section => Section.Query;
    public override string Summary => "information about an item or the repository";
    public override string Parameters => "[ITEM ...]";
    public override IReadOnlyList<Option> Options => [s_bytes, ContentOptions.Batch, ContentOptions.Nul, s_autoEnable, s_dead, .. OutputOptions.WithJson, .. MatchingOptions.All];

    public override int Run(Arguments arguments)
    {
        using var run = CommandRun.Open(Name, arguments);
        var info = new ItemInfo(run, arguments.Has(s_bytes), run.Fast);
        if (arguments.Has(s_autoEnable)) AutoEnabled(run);
        else if (arguments.Has(s_dead)) Show(run, "info", [], [info.Repositories("dead repositories", TrustLevel.Dead)]);
        else if (arguments.Has(ContentOptions.Batch))
            foreach (string line in BatchInput.Read(arguments.Has(ContentOptions.Nul))) { Item(run, info, line); Out.Flush(); }
        else if (arguments.Words.Count == 0) Show(run, "info", [], info.OfRepository());
        else foreach (string word in arguments.Words) Item(run, info, word);
        return run.Finish();
    }

    static void Show(CommandRun run, string command, IReadOnlyList<string> input, IEnumerable<InfoField> fields)
    {
        run.Reporter.CountStarted();
        if (run.Reporter.Style.Json)
        {
            var all = new List<(string, Json)> { ("command", command), ("error-messages", new Json.List([])), ("input", Json.Of(input)), ("success", true) };
            all.AddRange(fields.Select(f => (f.Name, f.Value)));
            Out.Line(new Json.Obj(all).Format());
            return;
        }
        // line by line: some take long to find out
        foreach (var f in fields) Out.Line($"{f.Name}: {f.Text}");
    }

    static void Item(CommandRun run, ItemInfo info, string word)
    {
        string path = PathWords.FromTop(run.Repository, run.Prefix, word);
        var repository = run.Repository;
        if (!repository.IsBare && Fs.IsDirectory(word) && (path.Length > 0 || Git.RepositoryLocation.Absolute(word) == repository.Top))
            Show(run, $"info {word}", [word], info.OfFiles("directory", word, Below(run, path), tree: false));
        else if (path.Length > 0 && repository.Index.Read().TryGet(path, out var e) && AnnexedFiles.KeyOf(repository, e) is { } key)
            Show(run, $"info {word}", [word], info.OfFile(word, key));
        else if (run.Remotes.Find(word) is { Uuid.IsNone: false } remote) Show(run, $"info {word}", [word], info.OfRemote(remote));
        else if (word is "web" or "bittorrent") Show(run, $"info {word}", [word], info.OfBuiltIn(word, word == "web" ? Annex.Uuid.Web : Annex.Uuid.BitTorrent));
        else if (Uuid(run, word) is { } uuid) Show(run, $"info {uuid}", [word], info.OfUuid(uuid));
        else if (repository.GitObjects.Resolve($"{word}^{{tree}}") is { } tree) Show(run, $"info {word}", [word], info.OfFiles("tree", word, info.FilesOfTree(tree.Sha), tree: true));
        else Unknown(run, word);
    }

    static IReadOnlyList<AnnexedFile> Below(CommandRun run, string path)
    {
        var files = AnnexedFiles.In(run.Repository, run.Repository.Index.Read(), path.Length == 0 ? null : [path]);
        if (run.Matching() is { } matches) files = files.Where(f => matches(new SeekItem(f.Key, f, run.Shown(f.Path), [])));
        return [.. files];
    }

    static Uuid? Uuid(CommandRun run, string word)
    {
        try { return run.UuidNamed(word); }
        catch (UserError) { return null; }
    }

    static void Unknown(CommandRun run, string word)
    {
        Out.Error($"fatal: Not a valid object name {word}");
        var report = run.Reporter.Start(word, word, input: [word]);
        report.Note("not a directory or an annexed file or a treeish or a remote or a uuid");
        report.End(false);
    }

    /// <summary>Special remotes of the git-annex branch that init enables by itself.</summary>
    static void AutoEnabled(CommandRun run)
    {
        var names = RemoteLog.Parse(run.Repository.Branch.Read(RemoteLog.Path)).OrderBy(r => r.Key)
            .Where(r => r.Value["autoenable"] is "true" or "yes" && run.Locations.IsAlive(r.Key)).Select(r => r.Value.Name ?? r.Key.Value);
        Out.Line(string.Join('\n', names));
    }
}
