//! Pages, JSON API and their OpenAPI document.
