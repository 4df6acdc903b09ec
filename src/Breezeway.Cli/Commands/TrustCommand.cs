using Breezeway.Annex.Branch;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;
using Breezeway.Base;
using Breezeway.Cli.Options;
using Breezeway.Cli.Run;

namespace Breezeway.Cli.Commands;

/// <summary><c>trust</c>, <c>untrust</c>, <c>semitrust</c>, <c>dead</c>: how much a repository's copies count (policy.md 2).</summary>
public sealed class TrustCommand(string name, TrustLevel level, string summary) : AnnexCommand
{
    static readonly Option s_key = new(["--key"], "KEY", "mark a key as dead");

    public override string Name => name;
    public override Section Section => Section.Setup;
    public override string Summary => summary;
    public override string Parameters => level == TrustLevel.Dead ? "[[REPOSITORY ...] | [--key KEY]]" : "[REPOSITORY ...]";
    public override IReadOnlyList<Option> Options => [.. level == TrustLevel.Dead ? [s_key] : Array.Empty<Option>(), .. OutputOptions.WithJson];

    public override int Run(Arguments arguments)
    {
        using var run = CommandRun.Open(Name, arguments);
        var keys = arguments.Values(s_key).Select(k => Key.TryParse(k) ?? throw new UsageError("option --key: invalid key")).ToList();
        if (keys.Count == 0 && arguments.Words.Count == 0) throw new UserError("no repository name specified");
        foreach (var key in keys) DeadKey(run, key);
        foreach (string word in arguments.Words) One(run, word);
        return run.Finish();
    }

    void One(CommandRun run, string word)
    {
        var uuid = run.UuidNamed(word);
        var report = run.Reporter.Start(word, input: [word]);
        report.Field("uuid", uuid.Value);
        if (level == TrustLevel.Trusted && !run.Force)
        {
            report.Fail("Trusting a repository can lead to data loss. If you're sure you know what you're doing, use --force to make this take effect. "
                + $"If you choose to do so, bear in mind that any time you drop content from {word}, you will risk losing data.");
            return;
        }
        var changes = new List<(string, BranchEdit)> { (TrustLog.Path, text => TrustLog.Set(text, uuid, level, run.Repository.Clock)) };
        if (level == TrustLevel.Dead) changes.Add((GroupLog.Path, text => GroupLog.Set(text, uuid, [], run.Repository.Clock)));
        run.Repository.Branch.Change(changes, run.Repository.IsPrivate(uuid));
        report.End(true);
    }

    static void DeadKey(CommandRun run, Key key)
    {
        var report = run.Reporter.Start(key.ToString(), key: key);
        run.Repository.Branch.Change(run.Repository.LogPath(key), LocationLog.SetDead);
        report.End(true);
    }
}
