using Breezeway.Cli.Syncing;
using Breezeway.Annex.Logs;

namespace Breezeway.Cli.Commands;

/// <summary>All commands, written out: only the one that is run is made. A new command is one file and one line here.</summary>
public static class CommandList
{
    static readonly Dictionary<string, Func<AnnexCommand>> s_all = new(StringComparer.Ordinal)
    {
        ["add"] = () => new AddCommand(),
        ["edit"] = () => new UnlockCommand("edit"),
        ["fix"] = () => new FixCommand(),
        ["lock"] = () => new LockCommand(),
        ["unannex"] = () => new UnannexCommand(),
        ["uninit"] = () => new UninitCommand(),
        ["unlock"] = () => new UnlockCommand("unlock"),
        ["calckey"] = () => new CalcKeyCommand(),
        ["config"] = () => new ConfigCommand(),
        ["contentlocation"] = () => new ContentLocationCommand(),
        ["dead"] = () => new TrustCommand("dead", TrustLevel.Dead, "hide a lost repository or key"),
        ["describe"] = () => new DescribeCommand(),
        ["examinekey"] = () => new ExamineKeyCommand(),
        ["group"] = () => new GroupCommand("group", add: true),
        ["groupwanted"] = () => new GroupWantedCommand(),
        ["info"] = () => new InfoCommand(),
        ["list"] = () => new ListCommand(),
        ["lookupkey"] = () => new LookupKeyCommand(),
        ["mincopies"] = () => new NumCopiesCommand("mincopies", NumCopiesLog.MinPath),
        ["numcopies"] = () => new NumCopiesCommand("numcopies", NumCopiesLog.Path),
        ["readpresentkey"] = () => new ReadPresentKeyCommand(),
        ["reinit"] = () => new ReInitCommand(),
        ["required"] = () => new WantedCommand("required", PreferredContentLog.RequiredPath),
        ["semitrust"] = () => new TrustCommand("semitrust", TrustLevel.SemiTrusted, "return repository to default trust level"),
        ["setpresentkey"] = () => new SetPresentKeyCommand(),
        ["status"] = () => new StatusCommand(),
        ["trust"] = () => new TrustCommand("trust", TrustLevel.Trusted, "trust a repository"),
        ["ungroup"] = () => new GroupCommand("ungroup", add: false),
        ["untrust"] = () => new TrustCommand("untrust", TrustLevel.Untrusted, "do not trust a repository"),
        ["wanted"] = () => new WantedCommand("wanted", PreferredContentLog.Path),
        ["init"] = () => new InitCommand(),
        ["copy"] = () => new CopyCommand(),
        ["drop"] = () => new DropCommand(),
        ["find"] = () => new FindCommand(),
        ["findkeys"] = () => new FindKeysCommand(),
        ["fsck"] = () => new FsckCommand(),
        ["get"] = () => new GetCommand(),
        ["assistant"] = () => new AssistantCommand(watchOnly: false),
        ["watch"] = () => new AssistantCommand(watchOnly: true),
        ["move"] = () => new MoveCommand(),
        ["sync"] = () => new SyncCommand(SyncCommandKind.Sync),
        ["pull"] = () => new SyncCommand(SyncCommandKind.Pull),
        ["push"] = () => new SyncCommand(SyncCommandKind.Push),
        ["assist"] = () => new SyncCommand(SyncCommandKind.Assist),
        ["satisfy"] = () => new SyncCommand(SyncCommandKind.Satisfy),
        ["merge"] = () => new MergeCommand(),
        ["resolvemerge"] = () => new ResolveMergeCommand(),
        ["forget"] = () => new ForgetCommand(),
        ["version"] = () => new VersionCommand(),
        ["whereis"] = () => new WhereisCommand(),
        ["demo"] = () => new DemoCommand(),
        ["filter-process"] = () => new FilterProcessCommand(),
        ["post-receive"] = () => new PostReceiveCommand(),
        ["pre-commit"] = () => new PreCommitCommand(),
        ["smudge"] = () => new SmudgeCommand(),
        ["remotedaemon"] = () => new RemoteDaemonCommand(),
    };

    public static AnnexCommand? Find(string name) => s_all.TryGetValue(name, out var make) ? make() : null;
    public static IEnumerable<string> Names => s_all.Keys.Order(StringComparer.Ordinal);
    public static IEnumerable<AnnexCommand> All => Names.Select(n => s_all[n]());
}
