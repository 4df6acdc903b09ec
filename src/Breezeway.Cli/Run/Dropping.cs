using Breezeway.Annex;
using Breezeway.Annex.Copies;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;
using Breezeway.Cli.Output;
using Breezeway.Cli.Seek;
using Breezeway.Remotes;
using Breezeway.Sync.Drop;

namespace Breezeway.Cli.Run;

/// <summary>Drops content for a command, and says what came of it in the reference's words (transfer.md 6).</summary>
public sealed class Dropping(CommandRun run)
{
    readonly Lazy<ContentDrop> _drop = new(() => new ContentDrop(run.Transfers, run.Remotes, run.Locations.TrustOf));

    /// <summary>From here. Returns whether it is gone.</summary>
    /// <param name="hint">What is advised when nothing else is known: <c>move</c>, mostly.</param>
    public bool Here(SeekItem item, ActionReport report, string hint = MoveHint, IReadOnlyList<VerifiedCopy>? extra = null) =>
        Tell(item.Key, run.Repository.Uuid, _drop.Value.Here(item.Key, run.Copies.Of(item.Key, item.File?.Path), run.Preferences.IsRequired(item, run.Repository.Uuid), run.Force,
            r => Locking(r, report), extra), report, hint);

    /// <summary>From a remote.</summary>
    public bool From(RemoteInfo remote, SeekItem item, ActionReport report, string hint = MoveHint, IReadOnlyList<VerifiedCopy>? extra = null) =>
        Tell(item.Key, remote.Uuid, _drop.Value.From(remote, item.Key, run.Copies.Of(item.Key, item.File?.Path), run.Preferences.IsRequired(item, remote.Uuid), run.Force,
            r => Locking(r, report), extra), report, hint);

    /// <summary>What a move does after the content got to its destination, which did not have it before. Null is here.</summary>
    public bool Exchange(RemoteInfo? from, RemoteInfo? to, Key key, ActionReport report)
    {
        if (_drop.Value.Exchange(from, to, key) is not DropOutcome.Failed failed) return true;
        report.Error(failed.Message);
        return false;
    }

    const string Advice = "(Use --force to override this check, or adjust numcopies.)";

    public const string MoveHint = "Rather than dropping this file, try using: git annex move";

    /// <summary>Only what takes a connection is worth a word.</summary>
    static void Locking(RemoteInfo remote, ActionReport report) { if (remote.Kind != RemoteKind.Path) report.Note($"locking {remote.Name}..."); }

    bool Tell(Key key, Uuid from, DropOutcome outcome, ActionReport report, string hint)
    {
        switch (outcome)
        {
            case DropOutcome.Dropped: return true;
            case DropOutcome.Failed f: report.Error(f.Message); return false;
            case DropOutcome.Unsafe { Why: DropDecision.IsRequired }: 
                report.LongNote(DropDecision.IsRequired.Message);
                report.LongNote("(Use --force to override this check, or adjust required content configuration.)");
                if (hint.Length == 0) report.LongNote(Advice);
                return false;
        }
        var why = (DropOutcome.Unsafe)outcome;
        report.Note("unsafe");
        report.LongNote(why.Why.Reason ?? "");
        if (why.Missed.Count > 0) report.LongNote($"Unable to access these remotes: {string.Join(", ", why.Missed.Select(r => r.Name))}");
        var others = run.Locations.Of(key).Where(u => u != from && u != run.Repository.Uuid && !why.Counted.Any(c => c.Repository == u)).ToList();
        var untrusted = others.Where(u => run.Locations.TrustOf(u) == TrustLevel.Untrusted).ToList();
        run.Names.SayElsewhere([.. others.Except(untrusted)], run.Remotes, report, hint, untrusted);
        run.SayIgnored(report);
        report.LongNote(Advice);
        return false;
    }
}
