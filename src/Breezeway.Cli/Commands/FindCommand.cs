using Breezeway.Annex.Keys;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Cli.Run;
using Breezeway.Cli.Seek;

namespace Breezeway.Cli.Commands;

public sealed class FindCommand : AnnexCommand
{
    internal static readonly Option FormatOption = new(["--format"], "FORMAT", "control format of output");
    internal static readonly Option Print0 = new("--print0", "use nulls to separate output rather than lines");

    public override string Name => "find";
    public override Section Section => Section.Query;
    public override string Summary => "lists available files";
    public override string Parameters => "[PATH ...]";
    public override string Description => "Lists annexed files whose content is here, or those that the matching options pick.";

    public override IReadOnlyList<Option> Options => [FormatOption, Print0, ContentOptions.Branch, ContentOptions.Batch, ContentOptions.Nul, .. OutputOptions.WithJson, .. MatchingOptions.All];

    public override int Run(Arguments arguments)
    {
        using var run = CommandRun.Open(Name, arguments);
        var lister = new KeyLister(run);
        new SeekRun(run) { Overlap = false, DefaultIsPresent = true }.Do(item => lister.Show(item.Key, item.File?.Path is { } path ? item.IsOfBranch ? path : item.Shown : null));
        return run.Finish();
    }
}

public sealed class FindKeysCommand : AnnexCommand
{
    public override string Name => "findkeys";
    public override Section Section => Section.Query;
    public override string Summary => "lists available keys";
    public override IReadOnlyList<Option> Options => [FindCommand.FormatOption, FindCommand.Print0, .. OutputOptions.WithJson, .. MatchingOptions.All];

    public override int Run(Arguments arguments)
    {
        if (arguments.Words.Count > 0) throw new UsageError($"Invalid argument `{arguments.Words[0]}'");
        using var run = CommandRun.Open(Name, arguments);
        var lister = new KeyLister(run);
        foreach (var item in new Seeker(run).Keys(run.Matching(presentByDefault: true))) lister.Show(item.Key, null);
        return run.Finish();
    }
}

/// <summary>Prints keys, with or without their files, as --format, --print0 and --json ask.</summary>
sealed class KeyLister(CommandRun run)
{
    readonly Format? _format = run.Arguments.Value(FindCommand.FormatOption) is { } f ? Format.Parse(f) : null;
    readonly string _end = run.Arguments.Has(FindCommand.Print0) ? "\0" : "\n";

    internal void Show(Key key, string? file)
    {
        run.Reporter.CountStarted();
        if (run.Reporter.Style.Json)
        {
            var fields = KeyFields.Names.Select(n => (n, (Json)KeyFields.Of(key, n)!)).Append(("error-messages", new Json.List([])));
            if (file is not null) fields = fields.Append(("file", file));
            Out.Line(new Json.Obj([.. fields]).Format());
        }
        else if (_format is not null) Out.Write(_format.Fill(n => n == "file" ? file : KeyFields.Of(key, n)));
        else Out.Write((file ?? key.ToString()) + _end);
    }
}
