using System.Globalization;
using System.Text;

namespace Breezeway.Annex.Matching;

/// <summary>The outcome of parsing: an expression, or what is wrong in git-annex's words: <c>Parse failure: near "foo" Parse failure: bad size</c>.</summary>
public sealed record ParsedExpression
{
    internal ParsedExpression(Expression? expression, string? error) { Expression = expression; Error = error; }
    public Expression? Expression { get; }
    public string? Error { get; }
}

/// <summary>The grammar of preferred content, required content, largefiles and addunlocked expressions (policy.md 3 and 4).</summary>
/// <remarks>
/// Words are separated by white space; parentheses are words of their own even when glued, so that the form of .gitattributes needs no rules of its own.
/// </remarks>
public static class ExpressionParser
{
    public static ParsedExpression Parse(string text, TermSet terms)
    {
        var tokens = new List<ExpressionToken>();
        List<string>? errors = null;
        foreach (string word in Words(text))
        {
            var token = TokenOf(word, terms, out string? error);
            if (error is null) tokens.Add(token);
            else (errors ??= []).Add("Parse failure: " + error);
        }
        if (errors is not null) return new(null, string.Join(' ', errors));
        return ExpressionBuilder.Build(tokens.ToArray()) is Expression e ? new(e, null) : new(null, "Parse failure: near \"(\"");
    }

    static ExpressionToken TokenOf(string word, TermSet terms, out string? error)
    {
        error = null;
        switch (word)
        {
            case "and": return new(TokenKind.And);
            case "or": return new(TokenKind.Or);
            case "not": return new(TokenKind.Not);
            case "(": return new(TokenKind.Open);
            case ")": return new(TokenKind.Close);
        }
        int eq = word.IndexOf('=');
        var (name, value) = eq < 0 ? (word, null) : (word[..eq], word[(eq + 1)..]);
        if (terms.Find(name) is not TermSet.Reader read) { error = "near " + ShownText.Quote(word); return default; }
        try
        {
            if (read(value) is Expression e) return ExpressionToken.Of(e);
            error = "near " + ShownText.Quote(word);
        }
        catch (BadTerm bad) { error = bad.Message; }
        return default;
    }

    static List<string> Words(string text)
    {
        var words = new List<string>();
        int start = -1;
        for (int i = 0; i < text.Length;)
        {
            int at = i, c = Characters.Next(text, ref i);
            bool parenthesis = c is '(' or ')';
            if (!parenthesis && !IsSpace(c))
            {
                if (start < 0) start = at;
                continue;
            }
            if (start >= 0) words.Add(text[start..at]);
            start = -1;
            if (parenthesis) words.Add(text[at..i]);
        }
        if (start >= 0) words.Add(text[start..]);
        return words;
    }

    static bool IsSpace(int c) => c is ' ' or (>= '\t' and <= '\r') || c > 127 && Rune.IsValid(c) && Rune.GetUnicodeCategory(new Rune(c)) == UnicodeCategory.SpaceSeparator;
}
