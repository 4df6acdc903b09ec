using Breezeway.Annex;
using Breezeway.Cli.Options;
using Breezeway.Sync.Merge;

namespace Breezeway.Cli.Syncing;

/// <summary>What one run of sync, pull, push, assist or satisfy is to do (sync.md 1). Options come before git's settings, those before the branch's.</summary>
/// <param name="Branches">Branches other than git-annex are merged and pushed.</param>
/// <param name="Git">git is used at all: not by satisfy.</param>
/// <param name="Pulls">Content comes here, and unwanted content goes from here.</param>
/// <param name="Pushes">Content is sent, and unwanted content dropped from remotes.</param>
public sealed record SyncSteps(bool Add, bool Commit, bool Branches, bool Git, bool Pulls, bool Pushes, bool Content, bool All, IReadOnlyList<string> ContentOf, IReadOnlyList<string> Messages, MergeOptions Merging)
{
    /// <summary>The user said nothing of content, so that a change of the default would be a surprise.</summary>
    public bool ContentIsUnset { get; private init; }

    public static SyncSteps Of(SyncCommandKind kind, Arguments arguments, GlobalSettings settings)
    {
        bool Is(params SyncCommandKind[] kinds) => kinds.Contains(kind);
        bool onlyAnnex = Last(arguments, SyncOptions.OnlyAnnex, SyncOptions.NotOnlyAnnex) ?? (kind != SyncCommandKind.Satisfy && settings.GetBool("annex.synconlyannex"));
        string[] contentOf = [.. arguments.Values(SyncOptions.ContentOf)];
        bool? configured = settings.Get("annex.synccontent") is null ? null : settings.GetBool("annex.synccontent");
        bool? asked = arguments.Has(SyncOptions.NoContent) ? false : arguments.Has(SyncOptions.Content) || contentOf.Length > 0 ? true : null;
        bool content = kind == SyncCommandKind.Satisfy || (asked ?? configured ?? (kind != SyncCommandKind.Sync || onlyAnnex));
        bool commit = kind switch
        {
            SyncCommandKind.Assist => true,
            SyncCommandKind.Sync => Last(arguments, SyncOptions.Commit, SyncOptions.NoCommit) ?? settings.GetBool("annex.autocommit", true),
            _ => false,
        };
        return new SyncSteps(
            Add: kind == SyncCommandKind.Assist && !onlyAnnex,
            Commit: commit && !onlyAnnex,
            Branches: kind != SyncCommandKind.Satisfy && !onlyAnnex,
            Git: kind != SyncCommandKind.Satisfy,
            Pulls: Is(SyncCommandKind.Pull, SyncCommandKind.Assist, SyncCommandKind.Satisfy) || (kind == SyncCommandKind.Sync && Last(arguments, SyncOptions.Pull, SyncOptions.NoPull) != false),
            Pushes: Is(SyncCommandKind.Push, SyncCommandKind.Assist, SyncCommandKind.Satisfy) || (kind == SyncCommandKind.Sync && Last(arguments, SyncOptions.Push, SyncOptions.NoPush) != false),
            content, arguments.Has(ContentOptions.All), contentOf, [.. arguments.Values(SyncOptions.Message)],
            new MergeOptions(Last(arguments, SyncOptions.ResolveMerge, SyncOptions.NoResolveMerge) ?? settings.GetBool("annex.resolvemerge", true),
                Last(arguments, SyncOptions.Unrelated, SyncOptions.NoUnrelated) ?? false))
        { ContentIsUnset = kind == SyncCommandKind.Sync && asked is null && configured is null && !onlyAnnex };
    }

    /// <summary>Which of two opposite options was given last; null for neither.</summary>
    internal static bool? Last(Arguments arguments, Option yes, Option no)
    {
        bool? last = null;
        foreach (var given in arguments.Options)
            if (ReferenceEquals(given.Option, yes)) last = true;
            else if (ReferenceEquals(given.Option, no)) last = false;
        return last;
    }
}
