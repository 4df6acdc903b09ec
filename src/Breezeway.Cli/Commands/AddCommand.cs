using Breezeway.Annex.Matching;
using Breezeway.Annex.WorkTree;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Cli.Run;
using Breezeway.Cli.Seek;
using Breezeway.Sync.Add;

namespace Breezeway.Cli.Commands;

public sealed class AddCommand : AnnexCommand
{
    static readonly Option s_forceLarge = new("--force-large", "add all files to annex, ignoring other configuration");
    static readonly Option s_forceSmall = new("--force-small", "add all files to git, ignoring other configuration");
    static readonly Option s_update = new(["--update", "-u"], null, "only update tracked files");
    static readonly Option s_noCheckIgnore = new("--no-check-gitignore", "Do not check .gitignore when adding files");
    static readonly Option s_checkIgnore = new("--check-gitignore", "check .gitignore when adding files (default)") { Hidden = true };
    static readonly Option s_dryRun = new("--dry-run", "don't make changes, but show what would be done");

    public override string Name => "add";
    public override Section Section => Section.Common;
    public override string Summary => "add files to annex";
    public override string Parameters => "[PATH ...]";
    public override IReadOnlyList<Option> Options =>
        [ContentOptions.Batch, ContentOptions.Nul, s_update, s_forceLarge, s_forceSmall, s_noCheckIgnore, s_checkIgnore, s_dryRun, OutputOptions.Jobs, .. OutputOptions.WithProgress, .. FileMatchingOptions.All];

    public override int Run(Arguments arguments)
    {
        using var run = CommandRun.Open(Name, arguments, hasJobs: true);
        if (run.Repository.IsBare) throw new UserError("You cannot run this command in a bare repository.");
        if (arguments.Has(ContentOptions.Batch) && arguments.Words.Count > 0) throw new UserError("Cannot combine batch option with file or key options");
        using var policy = new FilePolicy(run.Repository, new AddOptions(arguments.Value(GlobalOptions.Backend), arguments.Has(s_forceLarge), arguments.Has(s_forceSmall)));
        using var adder = new Adder(run.Repository, policy);
        var matches = FileMatchingOptions.Of(arguments);
        bool ignore = !arguments.Has(s_noCheckIgnore) && !run.Force;
        var adding = new Adding(run, adder, policy) { DryRun = arguments.Has(s_dryRun) };
        if (arguments.Has(ContentOptions.Batch)) Batch(run, adding, policy, matches, ignore);
        else adding.Run(new WorkTreeSeek(run, ignore, !arguments.Has(s_update)).Files(arguments.Words).Where(f => Passes(run, matches, f.File)));
        adder.Flush();
        if (adder.Changed) run.IndexChanged();
        return run.Finish();
    }

    static bool Passes(CommandRun run, Expression? matches, AddCandidate file) => matches is null || new FileMatcher().Matches(matches, run.Shown(file.Path), file.Stat.Size, run.Repository.PathOf(file.Path));

    /// <summary>A line for which nothing is done is answered by an empty one.</summary>
    static void Batch(CommandRun run, Adding adding, FilePolicy policy, Expression? matches, bool ignore)
    {
        foreach (string line in BatchInput.Read(run.Arguments.Has(ContentOptions.Nul)))
        {
            string path = PathWords.FromTop(run.Repository, run.Prefix, line);
            bool known = run.Repository.Index.Read().TryGet(path, out var entry);
            bool done = path.Length > 0 && Fs.TryLStat(run.Repository.PathOf(path), out var stat, out _) && !stat.IsDirectory && (known || !ignore || !policy.IsIgnored(path))
                && new AddCandidate(path, stat, known ? entry.ToEntry() : null) is var file && Passes(run, matches, file) && adding.One(file, line);
            if (!done) Out.Line("");
            Out.Flush();
        }
    }
}
