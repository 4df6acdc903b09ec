using Breezeway.Base;
using Breezeway.Git.Config;

namespace Breezeway.Annex.Matching;

/// <summary>annex.largefiles: which files are added to the annex rather than to git (policy.md 4). Null where it is not configured.</summary>
public static class LargeFiles
{
    /// <summary>The first that is set counts. Throws <see cref="UserError"/> in git-annex's words when that does not parse.</summary>
    /// <param name="gitConfig">annex.largefiles; an empty one is set, and matches all.</param>
    /// <param name="attribute">The gitattribute annex.largefiles of the file, <c>set</c> and <c>unset</c> as git prints them; null or empty when unspecified.</param>
    /// <param name="annexConfig">annex.largefiles of config.log.</param>
    public static Expression? Configured(string? gitConfig, string? attribute, string? annexConfig)
    {
        if (gitConfig is not null) return Parse(gitConfig, "git config");
        if (attribute is { Length: > 0 }) return Parse(attribute, "gitattributes");
        return annexConfig is null ? null : Parse(annexConfig, "git-annex config");
    }

    static Expression Parse(string text, string source) => FileExpression.Parse(text, $"bad annex.largefiles configuration in {source}: ");
}

/// <summary>annex.addunlocked: which files are added unlocked (policy.md 4).</summary>
public static class AddUnlocked
{
    /// <summary>The first that is set counts: a boolean, or an expression. None: no file. Throws <see cref="UserError"/> in git-annex's words when it does not parse.</summary>
    /// <param name="gitConfig">annex.addunlocked</param>
    /// <param name="annexConfig">annex.addunlocked of config.log</param>
    public static Expression Configured(string? gitConfig, string? annexConfig) =>
        gitConfig is not null ? Parse(gitConfig, "git config") : Parse(annexConfig ?? "", "git annex config");

    static Expression Parse(string text, string source)
    {
        if (GitConfig.ParseBool(text) is bool all) return all ? new Term.Anything() : new Term.Nothing();
        return FileExpression.Parse(text, $"bad annex.addunlocked configuration in {source}: ");
    }
}

static class FileExpression
{
    public static Expression Parse(string text, string complaint)
    {
        var parsed = ExpressionParser.Parse(text, TermSet.LargeFiles);
        return parsed.Expression ?? throw new UserError(complaint + parsed.Error);
    }
}
