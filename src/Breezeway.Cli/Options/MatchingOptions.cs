using Breezeway.Annex.Matching;

namespace Breezeway.Cli.Options;

/// <summary>The options that say which files a command acts on (policy.md 6). Their order counts.</summary>
public static class MatchingOptions
{
    static readonly Dictionary<string, string> s_short = new() { ["--in"] = "-i", ["--copies"] = "-C", ["--inbackend"] = "-B", ["--exclude"] = "-x", ["--include"] = "-I" };

    public static readonly Option SizeLimit = new(["--size-limit"], "SIZE", "total size of annexed files to process");

    static readonly Dictionary<Option, string> s_names = MatchOptions.Names.ToDictionary(Of, n => n);

    /// <summary>All of them, for a command's option list.</summary>
    public static IReadOnlyList<Option> All { get; } = [.. s_names.Keys, SizeLimit];

    static Option Of(string name) => new(s_short.TryGetValue(name, out var s) ? [name, s] : [name], MatchOptions.TakesValue(name) ? ValueOf(name) : null, HelpOf(name));

    /// <summary>The options given, as one expression; null when there are none.</summary>
    public static Expression? Read(Arguments arguments, MatchOptions.RepositoryByName repository) =>
        MatchOptions.Parse([.. arguments.Options.Where(o => s_names.ContainsKey(o.Option)).Select(o => new MatchOption(s_names[o.Option], o.Value))], repository);

    static string ValueOf(string name) => name switch
    {
        "--in" or "--want-get-by" or "--want-drop-by" => "REMOTE",
        "--copies" or "--lackingcopies" or "--approxlackingcopies" => "NUMBER",
        "--inbackend" => "NAME",
        "--inallgroup" or "--onlyingroup" => "GROUP",
        "--metadata" => "FIELD=VALUE",
        "--accessedwithin" => "TIME",
        "--largerthan" or "--smallerthan" => "SIZE",
        "--presentsince" or "--lackingsince" or "--changedsince" => "REMOTE:TIME",
        _ => "GLOB",
    };

    static string HelpOf(string name) => name switch
    {
        "--in" => "match files present in a repository",
        "--copies" => "skip files with fewer copies",
        "--lackingcopies" => "match files that need more copies",
        "--approxlackingcopies" => "match files that need more copies (faster)",
        "--inbackend" => "match files using a key-value backend",
        "--securehash" => "match files using a cryptographically secure hash",
        "--inallgroup" => "match files present in all repositories in a group",
        "--onlyingroup" => "match files that are only present in repositories in the group",
        "--metadata" => "match files with attached metadata",
        "--want-get" => "match files the local repository wants to get",
        "--want-get-by" => "match files the specified repository wants to get",
        "--want-drop" => "match files the local repository wants to drop",
        "--want-drop-by" => "match files the specified repository wants to drop",
        "--accessedwithin" => "match files accessed within a time interval",
        "--mimetype" => "match files by mime type",
        "--mimeencoding" => "match files by mime encoding",
        "--unlocked" => "match files that are unlocked",
        "--locked" => "match files that are locked",
        "--expected-present" => "match files expected to be present",
        "--exclude" => "skip files matching the glob pattern",
        "--include" => "limit to files matching the glob pattern",
        "--excludesamecontent" => "skip files whose content is the same as another file matching the glob pattern",
        "--includesamecontent" => "limit to files whose content is the same as another file matching the glob pattern",
        "--largerthan" => "match files larger than a size",
        "--smallerthan" => "match files smaller than a size",
        "--anything" => "match all files",
        "--nothing" => "don't match any files",
        "--not" => "negate next option",
        "--and" => "both previous and next option must match",
        "--or" => "either previous or next option must match",
        "-(" => "open group of options",
        "-)" => "close group of options",
        "--presentsince" => "match files present in a repository throughout a time interval",
        "--lackingsince" => "match files not present in a repository throughout a time interval",
        "--changedsince" => "match files whose presence changed during a time interval",
        _ => "match files by url",
    };
}
