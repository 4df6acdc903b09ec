using Breezeway.Annex.Matching;
using Breezeway.Base;

namespace Breezeway.Cli.Options;

/// <summary>Matching options of commands on files that are not annexed yet: name and size are all that is known of those.</summary>
public static class FileMatchingOptions
{
    public static readonly IReadOnlyList<Option> All =
    [
        new(["--exclude", "-x"], "GLOB", "skip files matching the glob pattern"),
        new(["--include", "-I"], "GLOB", "limit to files matching the glob pattern"),
        new(["--excludesamecontent"], "GLOB", "skip files whose content is the same as another file matching the glob pattern"),
        new(["--includesamecontent"], "GLOB", "limit to files whose content is the same as another file matching the glob pattern"),
        new(["--largerthan"], "SIZE", "match files larger than a size"),
        new(["--smallerthan"], "SIZE", "match files smaller than a size"),
        new("--not", "negate next option"),
        new("--and", "both previous and next option must match"),
        new("--or", "either previous or next option must match"),
        new("-(", "open group of options"),
        new("-)", "close group of options"),
    ];

    /// <summary>The options given as one expression; null when there are none.</summary>
    public static Expression? Of(Arguments arguments) =>
        MatchOptions.Parse([.. arguments.Options.Where(o => All.Contains(o.Option)).Select(o => new MatchOption(o.Option.Name, o.Value))],
            name => throw new UserError($"there is no available git remote named \"{name}\""));
}
